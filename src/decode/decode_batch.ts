import { HEADER } from "../wire/layout.gen.ts";
import { decodeRecord, type KernelEvent } from "./decode_record.ts";
import { readU32, type RecordBytes } from "./record_bytes.ts";

/** Events of a batch in order, and how many records made no event. */
export interface Batch {
  readonly events: readonly KernelEvent[];
  readonly undecodable: number;
}

/** Bytes of a poll frame in front of each record: `[u32 length][u32 0]`. */
const FRAME_SIZE = 8;

function align8(offset: number): number {
  return (offset + 7) & ~7;
}

/** Decodes `used` bytes of framed records, as a poll writes them. A frame that cannot be ends the batch. */
export function decodeFramed(bytes: RecordBytes, used: number): Batch {
  return decodeAll(bytes, used, FRAME_SIZE, (at) => readU32(bytes, at));
}

/** Decodes `used` bytes of records that follow each other, as a snapshot writes them. */
export function decodeUnframed(bytes: RecordBytes, used: number): Batch {
  return decodeAll(bytes, used, 0, (at) => readU32(bytes, at + HEADER.size));
}

function decodeAll(
  bytes: RecordBytes,
  used: number,
  frame: number,
  sizeAt: (at: number) => number,
): Batch {
  const events: KernelEvent[] = [];
  let undecodable = 0;
  let at = 0;
  while (at + frame + HEADER.size_ <= used) {
    const size = sizeAt(at);
    at += frame;
    if (size < HEADER.size_ || at + size > used) return { events, undecodable: undecodable + 1 };
    try {
      const event = decodeRecord(bytes, at, size);
      if (event === undefined) undecodable++;
      else events.push(event);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      undecodable++;
    }
    at = align8(at + size);
  }
  // What is left is the beginning of a record that was cut.
  return { events, undecodable: at < used ? undecodable + 1 : undecodable };
}
