import { HELPER_COMMANDS } from "../enrich/helper/helper_commands.ts";
import type { KernelHints } from "../filter/filter_spec.ts";
import type { Event } from "../model/event.ts";
import type { KernelConfig } from "../source/kernel_source.ts";

/** The records that carry each kind of event. Cgroups are always announced; `attach` is on demand. */
const RECORDS: Readonly<Partial<Record<Event["kind"], KernelConfig["kinds"]>>> = {
  fork: ["FORK"],
  exec: ["EXEC"],
  exit: ["EXIT"],
  process: ["PROCESS", "USAGE"],
  cgroup: ["ATTACH"],
};

/** Longest lists that the kernel side takes (bpf/event.h); longer ones are left to user space. */
const IDS_MAX = 16;
const COMMS_MAX = 8;

/** What the kernel is asked for, given what the filter needs. `ringSize` is in bytes. */
export function kernelConfig(hints: KernelHints, ringSize: number): KernelConfig {
  const short = <T>(list: readonly T[] | undefined, max: number): readonly T[] =>
    list !== undefined && list.length <= max ? list : [];
  return {
    ringSize,
    kinds: [...hints.events].flatMap((kind) => RECORDS[kind] ?? []),
    failedOnly: hints.failedOnly,
    uids: short(hints.uids, IDS_MAX),
    pids: short(hints.pids, IDS_MAX),
    comms: short(hints.comms, COMMS_MAX),
    helpers: HELPER_COMMANDS,
  };
}
