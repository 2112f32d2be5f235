import type { ForkEvent } from "../model/event.ts";
import { FORK, HEADER } from "../wire/layout.gen.ts";
import { decodeTask } from "./decode_task.ts";
import { readU64, type RecordBytes } from "./record_bytes.ts";

/** A `struct ctrack_fork`. */
export function decodeFork(bytes: RecordBytes, at: number): ForkEvent {
  return {
    kind: "fork",
    time: readU64(bytes, at + HEADER.time),
    process: decodeTask(bytes, at + FORK.task),
  };
}
