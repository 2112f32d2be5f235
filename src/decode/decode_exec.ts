import type { ExecEvent } from "../model/event.ts";
import { EXEC, HEADER, HEADER_FLAG } from "../wire/layout.gen.ts";
import { decodeProgram } from "./decode_program.ts";
import { decodeTask } from "./decode_task.ts";
import { readU64, type RecordBytes } from "./record_bytes.ts";

/** A `struct ctrack_exec`. @throws {RangeError} when its strings lie outside it. */
export function decodeExec(bytes: RecordBytes, at: number, size: number): ExecEvent {
  const flags = bytes.u16[(at + HEADER.flags) >>> 1] as number;
  return {
    kind: "exec",
    time: readU64(bytes, at + HEADER.time),
    forLabels: (flags & HEADER_FLAG.FOR_LABELS) !== 0,
    process: decodeTask(bytes, at + EXEC.task),
    program: decodeProgram(bytes, at, size),
    exit: undefined,
  };
}
