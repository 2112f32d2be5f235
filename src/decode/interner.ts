import type { RecordBytes } from "./record_bytes.ts";

interface Slot<T> {
  readonly length: number;
  readonly words: Uint32Array;
  readonly value: T;
}

/**
 * Slots of a table. Processes repeat their strings; 4,096 distinct ones at a time are more than a busy
 * host shows; a string that lost its slot is decoded again. With strings of KEEP_MAX in each slot, which
 * takes malice, a table holds 8 MiB of bytes; usual ones hold well under 1 MiB.
 */
const SLOTS = 4096;

/** Values above this many bytes are not kept: they are rare and would make the bound a large one. */
const KEEP_MAX = 2048;

/**
 * Remembers what bytes decoded to, so that bytes seen before cost a comparison instead of a decoding,
 * and equal bytes give the identical object. A direct-mapped table: one slot a hash, the newer wins.
 */
export class Interner<T> {
  readonly #slots: (Slot<T> | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #decode: (bytes: Uint8Array) => T;
  /** What was found last. */
  #last: Slot<T> | undefined;

  constructor(decode: (bytes: Uint8Array) => T) {
    this.#decode = decode;
  }

  /** The value of `length` bytes at `offset`, a multiple of 4. */
  get(bytes: RecordBytes, offset: number, length: number): T {
    const { u32 } = bytes;
    const start = offset >>> 2;
    const whole = length >>> 2;
    const rest = length & 3;
    const end = rest === 0 ? 0 : (u32[start + whole] as number) & ((1 << (8 * rest)) - 1);
    const last = this.#last;
    if (last !== undefined && isEqual(last, u32, start, length, end)) return last.value;
    let hash = length ^ end;
    for (let i = 0; i < whole; i++) {
      hash = Math.imul(hash ^ (u32[start + i] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    const index = (hash ^ (hash >>> 12)) & (SLOTS - 1);
    const slot = this.#slots[index];
    if (slot !== undefined && isEqual(slot, u32, start, length, end)) {
      this.#last = slot;
      return slot.value;
    }
    const value = this.#decode(bytes.u8.subarray(offset, offset + length));
    if (length <= KEEP_MAX) {
      const words = new Uint32Array(whole + 1);
      words.set(u32.subarray(start, start + whole));
      words[whole] = end;
      this.#slots[index] = { length, words, value };
    }
    return value;
  }
}

/** Whether a slot has these bytes, the last 1 to 3 of which are in `end`. */
function isEqual(
  slot: Slot<unknown>,
  u32: Uint32Array,
  start: number,
  length: number,
  end: number,
): boolean {
  if (slot.length !== length) return false;
  const { words } = slot;
  const whole = length >>> 2;
  for (let i = 0; i < whole; i++) if (words[i] !== u32[start + i]) return false;
  return words[whole] === end;
}
