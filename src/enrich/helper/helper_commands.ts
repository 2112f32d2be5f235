import { HELPER_PROGRAMS } from "./helper_programs.ts";

/** The kernel's names of helper processes, at most 15 bytes each. */
export const HELPER_COMMANDS: readonly string[] = [
  ...new Set(HELPER_PROGRAMS.flatMap((program) => program.commands)),
];

const COMMANDS: ReadonlySet<string> = new Set(HELPER_COMMANDS);

/** A program that was started from a descriptor: Linux before 6.14 names it by the number. */
const COPY = /^[0-9]{1,3}$/;
const COPY_MAX = 3;

/**
 * Names of a runtime's processes on the way into a container, before the container's program starts. A
 * program in a container may have any of these names, too: a name alone proves nothing.
 *
 * Measured, fork to exec; `'` marks the container's mount namespace, `+` its cgroup:
 * - runc create/run (1.1): `runc` forks `runc`, which becomes `exe` (`/proc/self/exe init`), then `runc` or on
 *   kernels before 6.14 `6` (its copy in memory); `runc:[0:PARENT]`+ forks (as its sibling) `runc:[1:CHILD]`+',
 *   that forks (as its sibling) `runc:[2:INIT]`+', which becomes the program; the parent of all is `runc`.
 * - runc exec: the same, yet without `+` until `runc:[2:INIT]`' is moved into the cgroup, or, driven by
 *   somebody who made the cgroup first, with it from the start.
 * - crun create/run: `crun` starts itself again from a descriptor (`3` on old kernels), forks `crun`', which is
 *   moved into the cgroup and becomes the program. exec: `crun` forks `crun`, that enters the mount namespace
 *   and forks (as its sibling) `crun`', which is moved in and becomes the program.
 * - lxc-start: forks twice, and the monitor forks `lxc-start`', moved in at once, which becomes the program.
 *   lxc-attach becomes `memfd:lxc-attac` (`3`), forks one that is moved in and enters, and that forks (as its
 *   sibling) the one which becomes the program.
 * - systemd-nspawn: forks one with a first mount namespace, that forks (as its sibling) the one which is moved
 *   into `/payload`, makes a second mount namespace and becomes the program.
 * - gVisor: `runsc` moves itself in, forks `runsc`+', which become `exe` (sandbox and gofer), and moves out again.
 */
const STAGES: readonly RegExp[] = [
  /^(?:docker-|buildkit-)?runc$/,
  /^(?:runc|youki):\[[0-9]:[A-Z]*\]?$/,
  /^(?:crun|youki|runsc|exe)$/,
  /^runsc-(?:sandbox|gofer)$/,
  /^lxc-(?:start|attach|execute)$/,
  /^(?:lxd|incusd|libvirt_lxc)$/,
  /^systemd-nspawn$/,
  /^memfd:/,
  COPY,
];

/**
 * Whether the kernel's name of a process is a helper's, or that of one that was started again from memory on
 * a kernel before 6.14, which tells nothing of the helper but a number.
 */
export function isHelperCommand(command: string): boolean {
  return COMMANDS.has(command) || (command.length <= COPY_MAX && COPY.test(command));
}

/** Whether the kernel's name of a process is one of a runtime on the way into a container. */
export function isRuntimeStage(command: string): boolean {
  return STAGES.some((stage) => stage.test(command));
}
