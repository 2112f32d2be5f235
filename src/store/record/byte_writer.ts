const encoder = new TextEncoder();

/** Bytes of a new buffer: a block, and the event that makes it full. */
const FIRST_SIZE = 320 << 10;

/** Up to this length a text is copied by hand; the encoder is a call out of the engine. */
const BY_HAND_MAX = 32;

/** UTF-8 bytes of a UTF-16 unit at most. */
const BYTES_PER_UNIT = 3;

/** Bytes under construction. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_SIZE);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Bytes written. */
  get length(): number {
    return this.#length;
  }

  /** What was written, in the buffer itself: good until the next write. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what was written from `length` on. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** Adds a byte. */
  u8(byte: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = byte;
  }

  /** Adds a tag and two bytes. */
  u16(tag: number, value: number): void {
    const at = this.#reserve(3);
    this.#bytes[at] = tag;
    this.#view.setUint16(at + 1, value, true);
  }

  /** Adds a tag and four bytes. */
  u32(tag: number, value: number): void {
    const at = this.#reserve(5);
    this.#bytes[at] = tag;
    this.#view.setUint32(at + 1, value, true);
  }

  /** Adds a tag and a number of any kind. */
  f64(tag: number, value: number): void {
    const at = this.#reserve(9);
    this.#bytes[at] = tag;
    this.#view.setFloat64(at + 1, value, true);
  }

  /** Adds a tag and a bigint of 64 bits. */
  i64(tag: number, value: bigint): void {
    const at = this.#reserve(9);
    this.#bytes[at] = tag;
    this.#view.setBigInt64(at + 1, value, true);
  }

  /** Adds a whole number below 2^32 in as few bytes as it needs. */
  varint(value: number): void {
    let at = this.#reserve(5);
    let left = value;
    for (; left > 0x7f; left >>>= 7) this.#bytes[at++] = left & 0x7f | 0x80;
    this.#bytes[at++] = left;
    this.#length = at;
  }

  /** Adds a tag, the length in bytes, and a text in UTF-8. */
  utf8(tag: number, text: string): void {
    const at = this.#reserve(6 + text.length * BYTES_PER_UNIT);
    const bytes = this.#bytes;
    bytes[at] = tag;
    if (text.length <= BY_HAND_MAX) {
      let i = 0;
      for (; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (unit > 0x7f) break;
        bytes[at + 2 + i] = unit;
      }
      if (i === text.length) {
        bytes[at + 1] = i;
        this.#length = at + 2 + i;
        return;
      }
    }
    // Its length is known only when it is written, and how many bytes that takes as well.
    const room = varintSize(text.length * BYTES_PER_UNIT);
    const { written } = encoder.encodeInto(text, bytes.subarray(at + 1 + room));
    this.#length = at + 1;
    this.varint(written);
    if (this.#length < at + 1 + room) {
      bytes.copyWithin(this.#length, at + 1 + room, at + 1 + room + written);
    }
    this.#length += written;
  }

  /** Adds a tag, the length in units, and a text in UTF-16. */
  utf16(tag: number, text: string): void {
    this.u8(tag);
    this.varint(text.length);
    const at = this.#reserve(2 * text.length);
    for (let i = 0; i < text.length; i++) {
      this.#view.setUint16(at + 2 * i, text.charCodeAt(i), true);
    }
  }

  /** Makes room for `size` bytes and counts them as written; returns where they go. */
  #reserve(size: number): number {
    const at = this.#length;
    if (at + size > this.#bytes.length) this.#grow(at + size);
    this.#length = at + size;
    return at;
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, needed));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let left = value; left > 0x7f; left >>>= 7) size++;
  return size;
}
