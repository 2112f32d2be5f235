import type { SnapshotEvent } from "../model/event.ts";
import { EXEC, HEADER, HEADER_FLAG, USAGE } from "../wire/layout.gen.ts";
import { decodeProgram } from "./decode_program.ts";
import { decodeTask } from "./decode_task.ts";
import { decodeUsage } from "./decode_usage.ts";
import { readU64, type RecordBytes } from "./record_bytes.ts";

/**
 * A process that runs: a `struct ctrack_exec`, and where the header says so a `struct ctrack_usage` at the end.
 *
 * @throws {RangeError} when its strings or its usage lie outside it.
 */
export function decodeProcess(bytes: RecordBytes, at: number, size: number): SnapshotEvent {
  const flags = bytes.u16[(at + HEADER.flags) >>> 1] as number;
  const usageSize = (flags & HEADER_FLAG.HAS_USAGE) === 0 ? 0 : USAGE.size_;
  const usageAt = size - usageSize;
  // One literal each: this is done for thousands of processes at a time.
  const kind = "process";
  const time = readU64(bytes, at + HEADER.time);
  const forLabels = (flags & HEADER_FLAG.FOR_LABELS) !== 0;
  const process = decodeTask(bytes, at + EXEC.task);
  const program = decodeProgram(bytes, at, usageAt);
  const exit = undefined;
  if (usageSize === 0) return { kind, time, forLabels, process, program, exit };
  if (usageAt % 8 !== 0) throw new RangeError(`process record of ${size} bytes ends with usage`);
  const usage = decodeUsage(bytes, at + usageAt);
  return { kind, time, forLabels, process, program, exit, usage };
}
