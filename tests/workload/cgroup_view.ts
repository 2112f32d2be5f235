/**
 * Commands to put in front of a command: what is started behind them finds other cgroup hierarchies mounted
 * than this host has, in a mount namespace of its own. The host's mounts stay as they are.
 */

/** Moves itself to the root of the v1 hierarchies, so that nothing but v2 tells where a container is. */
const TO_ROOT = "for file in /sys/fs/cgroup/*/cgroup.procs; do echo 0 >$file; done 2>/dev/null;";

/** cgroup v2 alone, as on a host that was never anything else. It has no controllers of its own. */
export const V2_ALONE: readonly string[] = inMountNamespace(
  `${TO_ROOT} umount -R /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup`,
);

/** The v1 hierarchies without v2; crun refuses a mixture. Where there is v2 alone, nothing changes. */
export const V1_ALONE: readonly string[] = inMountNamespace(
  "{ umount /sys/fs/cgroup/unified 2>/dev/null || :; }",
);

/** Runs the command behind it where these shell commands have been run, privately. */
export function inMountNamespace(script: string): readonly string[] {
  const become = `${script} && exec "$@"`;
  return ["unshare", "--mount", "--propagation", "private", "sh", "-c", become, "sh"];
}
