/** systemd-nspawn without systemd, and the sandboxes that are no containers. */

import { finish, type Finished } from "./finished.ts";
import { removeCgroup } from "./remove_cgroup.ts";

/** systemd-nspawn puts itself and its container into cgroups with these names, beside its caller's. */
const CGROUPS = ["/payload", "/supervisor"] as const;

/** What to put in front of a command to run it in a machine that nobody else knows. */
export function nspawnCommand(rootfs: string, machine: string): readonly string[] {
  return [
    "systemd-nspawn",
    "--register=no",
    "--keep-unit",
    "--quiet",
    "--pipe",
    `--directory=${rootfs}`,
    `--machine=${machine}`,
  ];
}

/** Runs a command in a machine of its own to its end; one at a time, as all share one cgroup. */
export async function runNspawn(
  rootfs: string,
  machine: string,
  args: readonly string[],
): Promise<Finished> {
  const finished = await finish([...nspawnCommand(rootfs, machine), ...args]);
  for (const cgroup of CGROUPS) await removeCgroup(cgroup);
  return finished;
}

/** Programs that give their child namespaces but no container: what to put in front of a command. */
export const SANDBOXES: Readonly<Record<"unshare" | "bwrap" | "firejail", readonly string[]>> = {
  unshare: ["unshare", "--mount", "--pid", "--fork", "--mount-proc"],
  bwrap: ["bwrap", "--bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-all"],
  firejail: ["firejail", "--quiet", "--noprofile"],
};
