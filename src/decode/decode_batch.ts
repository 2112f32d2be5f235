import { HEADER } from "../wire/layout.gen.ts";
import { decodeRecord, type KernelEvent } from "./decode_record.ts";
import { decodeSnapshotRecord, type SnapshotRecord } from "./decode_snapshot_record.ts";
import { readU32, type RecordBytes } from "./record_bytes.ts";

/** Bytes of a poll frame in front of each record: `[u32 length][u32 0]`. */
const FRAME_SIZE = 8;

function align8(offset: number): number {
  return (offset + 7) & ~7;
}

/**
 * The records of a batch, each decoded when it is asked for, once and before the bytes are written anew:
 * so an event is garbage before the next one is made, and a collection finds little to keep.
 */
export class Batch<T> implements IterableIterator<T> {
  readonly #decode: (bytes: RecordBytes, at: number, size: number) => T | undefined;
  readonly #bytes: RecordBytes;
  readonly #used: number;
  readonly #frame: number;
  readonly #sizeAt: number;
  #at = 0;
  #undecodable = 0;

  /** `frame` bytes go before each record; its size is told `sizeAt` bytes from there. */
  constructor(
    decode: (bytes: RecordBytes, at: number, size: number) => T | undefined,
    bytes: RecordBytes,
    used: number,
    frame: number,
    sizeAt: number,
  ) {
    this.#decode = decode;
    this.#bytes = bytes;
    this.#used = used;
    this.#frame = frame;
    this.#sizeAt = sizeAt;
  }

  /** How many of the records so far made no event. */
  get undecodable(): number {
    return this.#undecodable;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<T, undefined> {
    while (this.#at < this.#used) {
      const event = this.#decodeNext();
      if (event !== undefined) return { done: false, value: event };
      this.#undecodable++;
    }
    return { done: true, value: undefined };
  }

  #decodeNext(): T | undefined {
    const used = this.#used;
    const at = this.#at + this.#frame;
    const size = at + HEADER.size_ <= used ? readU32(this.#bytes, this.#at + this.#sizeAt) : 0;
    if (size < HEADER.size_ || at + size > used) {
      // The beginning of a record that was cut, or a frame that cannot be: nothing behind it can be found.
      this.#at = used;
      return undefined;
    }
    this.#at = align8(at + size);
    try {
      return this.#decode(this.#bytes, at, size);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return undefined;
    }
  }
}

/** Decodes `used` bytes of framed records, as a poll writes them. A frame that cannot be ends the batch. */
export function decodeFramed(bytes: RecordBytes, used: number): Batch<KernelEvent> {
  return new Batch(decodeRecord, bytes, used, FRAME_SIZE, 0);
}

/** Decodes `used` bytes of records that follow each other, as a snapshot writes them. */
export function decodeUnframed(bytes: RecordBytes, used: number): Batch<SnapshotRecord> {
  return new Batch(decodeSnapshotRecord, bytes, used, 0, HEADER.size);
}
