import type { ForkEvent } from "../model/event.ts";
import { FORK, HEADER, HEADER_FLAG } from "../wire/layout.gen.ts";
import { decodeTask } from "./decode_task.ts";
import { readU64, type RecordBytes } from "./record_bytes.ts";

/** A `struct ctrack_fork`. */
export function decodeFork(bytes: RecordBytes, at: number): ForkEvent {
  const flags = bytes.u16[(at + HEADER.flags) >>> 1] as number;
  return {
    kind: "fork",
    time: readU64(bytes, at + HEADER.time),
    forLabels: (flags & HEADER_FLAG.FOR_LABELS) !== 0,
    process: decodeTask(bytes, at + FORK.task),
    program: undefined,
    exit: undefined,
  };
}
