/**
 * Text of /proc as Linux 6.18 wrote it, lines that do not matter left out. The mounts are those of
 * one host: as it is, with v2 alone in a mount namespace, and with v1 alone by leaving out a line.
 */

/** Root, all capabilities but CAP_SYS_RESOURCE. */
export const ROOT_STATUS = `Name:\tgrep
State:\tR (running)
Uid:\t0\t0\t0\t0
Gid:\t0\t0\t0\t0
CapInh:\t0000000000000000
CapPrm:\t000001fffeffffff
CapEff:\t000001fffeffffff
CapBnd:\t000001fffeffffff
CapAmb:\t0000000000000000
NoNewPrivs:\t0
Seccomp:\t0
Seccomp_filters:\t0
`;

/** A user without privilege. */
export const USER_STATUS = `Name:\tgrep
State:\tR (running)
Uid:\t1000\t1000\t1000\t1000
Gid:\t1000\t1000\t1000\t1000
CapInh:\t0000000000000000
CapPrm:\t0000000000000000
CapEff:\t0000000000000000
CapBnd:\t000001fffeffffff
CapAmb:\t0000000000000000
NoNewPrivs:\t0
Seccomp:\t0
Seccomp_filters:\t0
`;

/** The status of root with just these effective capabilities, by number. */
export function statusWith(...bits: readonly number[]): string {
  const set = bits.reduce((sum, bit) => sum | 1n << BigInt(bit), 0n);
  return ROOT_STATUS.replace(/^CapEff:.*$/m, `CapEff:\t${set.toString(16).padStart(16, "0")}`);
}

/** v1 with a mount for each controller, and v2 beside it. */
export const HYBRID_MOUNTS = `22 27 0:21 / /proc rw,relatime - proc proc rw
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;

/** v1 alone, `memory` mounted twice. */
export const LEGACY_MOUNTS = HYBRID_MOUNTS.replace(/^41 .*\n/m, "") +
  "93 89 0:32 / /mnt/cg rw,relatime - cgroup none rw,memory\n";

/** v2 alone, and a path with a blank. */
export const UNIFIED_MOUNTS = `91 89 0:21 / /proc rw,relatime - proc proc rw
93 92 0:38 / /sys/fs/cgroup rw,relatime - cgroup2 none rw
95 89 0:43 / /mnt/my\\040group rw,relatime - tmpfs none rw
`;

/** The same with another /proc over the first one, which hides other people's processes. */
export const HIDING_MOUNTS = UNIFIED_MOUNTS +
  "94 91 0:42 / /proc rw,relatime - proc proc rw,hidepid=invisible\n";
