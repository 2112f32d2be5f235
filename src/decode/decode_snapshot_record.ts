import { HEADER, KIND, USAGE } from "../wire/layout.gen.ts";
import { decodeRecord, type KernelEvent } from "./decode_record.ts";
import { decodeTaskUsage, type TaskUsage } from "./decode_usage.ts";
import type { RecordBytes } from "./record_bytes.ts";

/** What the records of a snapshot decode to. */
export type SnapshotRecord = KernelEvent | TaskUsage;

/**
 * Decodes a record of a snapshot, where there may be what no event tells: see {@link decodeRecord}.
 *
 * @throws {RangeError} for a record that is shorter than its kind or its strings need.
 */
export function decodeSnapshotRecord(
  bytes: RecordBytes,
  at: number,
  size: number,
): SnapshotRecord | undefined {
  const isUsage = size >= HEADER.size_ && at + size <= bytes.u8.length &&
    bytes.u16[(at + HEADER.kind) >>> 1] === KIND.USAGE;
  if (!isUsage) return decodeRecord(bytes, at, size);
  if (size < USAGE.size_) {
    throw new RangeError(`record of kind ${KIND.USAGE} has ${size} bytes, needs ${USAGE.size_}`);
  }
  return decodeTaskUsage(bytes, at);
}
