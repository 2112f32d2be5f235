import { isBefore, type KernelVersion } from "./parse/kernel_version.ts";

/** Does what CAP_BPF and CAP_PERFMON do as well: before 5.8 it was the only one. */
const CAP_SYS_ADMIN = 21;

/** What a need depends on. */
export interface CapabilityFacts {
  readonly kernel: KernelVersion | undefined;
  /** /proc is mounted with `hidepid`. */
  readonly hidesProcesses: boolean;
}

/** A capability that ctrack can need. */
export interface CapabilityNeed {
  readonly name: string;
  /** Number in `include/uapi/linux/capability.h`. */
  readonly bit: number;
  /** Another one, by number, that does as well. */
  readonly instead?: number;
  /** What it is for, to follow "needed to". */
  readonly purpose: string;
  /** Without it nothing is traced; else something is missing. */
  readonly isVital: boolean;
  isNeeded(facts: CapabilityFacts): boolean;
}

/**
 * Every capability that ctrack can need, and why.
 *
 * Tried on 6.18 as uid 65534 with nothing but the capabilities named:
 *
 * | capabilities        | load, attach, read                                            |
 * |---------------------|---------------------------------------------------------------|
 * | none                | refused at the first map                                      |
 * | PERFMON             | refused at the first map                                      |
 * | BPF                 | maps are made, the first program is refused                   |
 * | BPF, PERFMON        | all works, the snapshot has the arguments of root's processes |
 * | BPF, PERFMON, + any | the same: SYS_PTRACE and DAC_READ_SEARCH add nothing          |
 * | SYS_ADMIN           | all works                                                     |
 * | all, in a user      | refused: they count in the host's user namespace only         |
 * | namespace of its own|                                                               |
 */
export const CAPABILITY_NEEDS: readonly CapabilityNeed[] = [
  {
    name: "CAP_BPF",
    bit: 39,
    instead: CAP_SYS_ADMIN,
    purpose: "create maps and load programs",
    isVital: true,
    isNeeded: () => true,
  },
  {
    name: "CAP_PERFMON",
    bit: 38,
    instead: CAP_SYS_ADMIN,
    purpose: "load tracing programs, which read kernel memory",
    isVital: true,
    isNeeded: () => true,
  },
  {
    // BPF maps have counted against the memory cgroup since 5.11, against RLIMIT_MEMLOCK before.
    name: "CAP_SYS_RESOURCE",
    bit: 24,
    purpose: "raise the limit of locked memory, from which kernels before 5.11 take the buffer",
    isVital: false,
    isNeeded: ({ kernel }) => isBefore(kernel, 5, 11),
  },
  {
    // From 5.18 on the iterator reads the arguments itself, and asks for no such right.
    name: "CAP_SYS_PTRACE",
    bit: 19,
    purpose: "read in /proc, mounted with hidepid, the arguments of processes that run already",
    isVital: false,
    isNeeded: ({ kernel, hidesProcesses }) => hidesProcesses && isBefore(kernel, 5, 18),
  },
];

/** The needs that a set of effective capabilities leaves open. */
export function missingCapabilities(
  effective: bigint,
  facts: CapabilityFacts,
): CapabilityNeed[] {
  const has = (bit: number | undefined) =>
    bit !== undefined && (effective >> BigInt(bit) & 1n) === 1n;
  return CAPABILITY_NEEDS.filter((need) =>
    need.isNeeded(facts) && !has(need.bit) && !has(need.instead)
  );
}
