import type { HostAccess } from "../host_access.ts";

/** What `/proc/PID/stat` says of a running process. */
export interface Ancestor {
  readonly parentPid: number;
  /** Ns since boot, cut to whole ticks. */
  readonly startTime: number;
  /** Whether this is its start, ns since boot. */
  started(startTime: number): boolean;
}

/** `/proc` counts starts in USER_HZ, which is 100 on all of Linux (proc(5)), cut to whole ticks. */
const NS_PER_TICK = 10_000_000;

/** Bytes of `/proc/PID/stat` that are read: some 350 at most, the name with 64. */
const STAT_MAX = 1024;

/** The running process of this pid; undefined when there is none. */
export function readAncestor(host: HostAccess, pid: number): Ancestor | undefined {
  const stat = host.read(`/proc/${pid}/stat`, STAT_MAX);
  // The name, in parentheses, may hold anything: blanks and parentheses, too.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const parentPid = Number(fields?.[1] ?? NaN);
  const ticks = Number(fields?.[19] ?? NaN);
  if (!Number.isSafeInteger(parentPid) || !Number.isSafeInteger(ticks)) return undefined;
  return {
    parentPid,
    startTime: ticks * NS_PER_TICK,
    started: (startTime) => Math.floor(startTime / NS_PER_TICK) === ticks,
  };
}
