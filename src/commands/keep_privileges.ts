import type { Log } from "../cli/log.ts";
import { type Kernel, ShimError } from "../source/kernel_source.ts";

/** What is needed after the start, by number (include/uapi/linux/capability.h), and what for. */
const KEPT = {
  /** Sockets of users' podmans, and the next file of a recording in a user's folder. */
  dacOverride: 1,
  /** State files of users' containers. */
  dacReadSearch: 2,
  /** Namespaces and roots of processes of other users. */
  sysPtrace: 19,
  /** Lists of processes and verdicts: the kernel asks again up to Linux 5.18. */
  perfmon: 38,
  bpf: 39,
} as const;

/** A command may act for other users, and is told to end. */
const KILL = 5;

/** Settings of {@link keepPrivileges}. */
export interface PrivilegeOptions {
  /** A program of the user's runs below this one, started with all that the user has. @default false */
  readonly hasCommand?: boolean;
}

/** Gives up what tracing needs no more once it has begun. What is refused is told, and nothing else changes. */
export function keepPrivileges(
  kernel: Kernel,
  log: Log,
  { hasCommand = false }: PrivilegeOptions = {},
): void {
  try {
    kernel.keepCapabilities([...Object.values(KEPT), ...hasCommand ? [KILL] : []]);
  } catch (error) {
    if (!(error instanceof ShimError)) throw error;
    log.warn(`${error.message}; tracing goes on with them`);
  }
}
