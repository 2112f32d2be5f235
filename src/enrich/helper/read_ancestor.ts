import { NS_PER_TICK } from "../../shim/split_stat.ts";
import type { HostAccess } from "../host_access.ts";
import { readStat } from "../read_stat.ts";

/** What `/proc/PID/stat` says of a running process. */
export interface Ancestor {
  readonly parentPid: number;
  /** Ns since boot, cut to whole ticks. */
  readonly startTime: number;
  /** Whether this is its start, ns since boot. */
  started(startTime: number): boolean;
}

/** The running process of this pid; undefined when there is none. */
export function readAncestor(host: HostAccess, pid: number): Ancestor | undefined {
  const fields = readStat(host, pid);
  const parentPid = Number(fields?.[1] ?? NaN);
  const ticks = Number(fields?.[19] ?? NaN);
  if (!Number.isSafeInteger(parentPid) || !Number.isSafeInteger(ticks)) return undefined;
  return {
    parentPid,
    startTime: ticks * NS_PER_TICK,
    started: (startTime) => Math.floor(startTime / NS_PER_TICK) === ticks,
  };
}
