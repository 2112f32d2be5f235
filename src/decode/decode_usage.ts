import type { ProcessState, Usage } from "../model/event.ts";
import { USAGE } from "../wire/layout.gen.ts";
import { readU32, readU64, type RecordBytes } from "./record_bytes.ts";

/** What a task other than its process's first one uses; a process uses what its tasks do together. */
export interface TaskUsage {
  readonly kind: "usage";
  readonly pid: number;
  /** Of the process, ns since boot; with `pid` its unique key. */
  readonly startTime: number;
  /** Ns. */
  readonly cpuTime: number;
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

/** A `struct ctrack_usage` of a task by itself. */
export function decodeTaskUsage(bytes: RecordBytes, at: number): TaskUsage {
  return {
    kind: "usage",
    pid: readU32(bytes, at + USAGE.pid),
    startTime: readU64(bytes, at + USAGE.start_time),
    cpuTime: readU64(bytes, at + USAGE.cpu_time),
  };
}

/** The `struct ctrack_usage` of a process's first task. */
export function decodeUsage(bytes: RecordBytes, at: number): Usage {
  return {
    state: stateOf(readU32(bytes, at + USAGE.state)),
    cpuTime: readU64(bytes, at + USAGE.cpu_time),
    rss: readU64(bytes, at + USAGE.rss),
  };
}
