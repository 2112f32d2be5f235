import type { ProcessState } from "../model/event.ts";
import { USAGE } from "../wire/layout.gen.ts";
import { readU32, readU64, type RecordBytes } from "./record_bytes.ts";

/** What one task of a process uses; a process uses what its tasks do together. */
export interface TaskUsage {
  readonly kind: "usage";
  readonly pid: number;
  /** Ns since boot; with `pid` the process's unique key. */
  readonly startTime: number;
  /** Ns. */
  readonly cpuTime: number;
  /** Bytes; 0 but for the process's first task. */
  readonly rss: number;
  readonly state: ProcessState;
  /** It is the process's first task, whose id is the process's. */
  readonly isFirst: boolean;
}

/** Neither wakes for a signal nor counts as load: what waits so is idle (`TASK_IDLE`). */
const IDLE = 0x402;

/** Bits of the state, the last of which to be set counts (include/linux/sched.h, `TASK_REPORT`; fs/proc/array.c). */
const STATES: ReadonlyArray<readonly [bit: number, state: ProcessState]> = [
  [0x40, "parked"],
  [0x20, "zombie"],
  [0x10, "dead"],
  [0x08, "tracing_stop"],
  [0x04, "stopped"],
  [0x02, "disk_sleep"],
  [0x01, "sleeping"],
  // Waits for a lock that a real-time kernel makes of a spinlock (`TASK_RTLOCK_WAIT`).
  [0x1000, "disk_sleep"],
];

function stateOf(bits: number): ProcessState {
  if ((bits & IDLE) === IDLE) return "idle";
  return STATES.find(([bit]) => (bits & bit) !== 0)?.[1] ?? "running";
}

/** A `struct ctrack_usage`. */
export function decodeUsage(bytes: RecordBytes, at: number): TaskUsage {
  const pid = readU32(bytes, at + USAGE.pid);
  return {
    kind: "usage",
    pid,
    isFirst: readU32(bytes, at + USAGE.tid) === pid,
    startTime: readU64(bytes, at + USAGE.start_time),
    cpuTime: readU64(bytes, at + USAGE.cpu_time),
    rss: readU64(bytes, at + USAGE.rss),
    state: stateOf(readU32(bytes, at + USAGE.state)),
  };
}
