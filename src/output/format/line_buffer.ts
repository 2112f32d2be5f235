const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes of a new buffer. */
const FIRST_SIZE = 1 << 16;

/**
 * Up to this many bytes, writing words of eight beats `set`, which takes some 20 ns for any length; a loop over
 * bytes takes 2 ns for each.
 */
const WORDS_MAX = 64;
const WORD = 8;

/** Up to this length a string is copied by hand; the encoder is a call out of the engine. */
const BY_HAND_MAX = 48;

/** UTF-8 bytes of a UTF-16 unit at most. */
const BYTES_PER_UNIT = 3;

/** Bytes beyond its end that a write may touch: fragments are written in words, digits four bytes at a time. */
const SLACK = WORD;

const BLANK = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** `000` to `999`, each as one little-endian word. Made at each start: a loop without calls takes 0.1 ms. */
const THREE_DIGITS = new Uint32Array(1000);
for (let n = 0; n < 1000; n++) {
  THREE_DIGITS[n] = 0x30_30_30 | (n / 100) | (((n / 10) | 0) % 10) << 8 | (n % 10) << 16;
}

/** Text that is written again and again, encoded once. */
export class Fragment {
  readonly bytes: Uint8Array;
  /**
   * The same in words, where that is the faster way: as numbers, which stay as they are, for no eight bytes of
   * UTF-8 are a NaN, which alone may come out as another one.
   */
  readonly words: Float64Array | undefined;

  /** Bytes are copied. */
  constructor(text: string | Uint8Array) {
    const encoded = typeof text === "string" ? encoder.encode(text) : text;
    if (encoded.length > WORDS_MAX) {
      this.bytes = encoded.slice();
      this.words = undefined;
      return;
    }
    const words = new Float64Array(Math.ceil(encoded.length / WORD));
    this.bytes = new Uint8Array(words.buffer, 0, encoded.length);
    this.bytes.set(encoded);
    this.words = words;
  }
}

/** UTF-8 text under construction: lines are written as bytes, since joining and encoding strings costs more. */
export class LineBuffer {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;
  #length = 0;

  /** Writes into `storage` from its beginning; what gets longer moves to another one. */
  constructor(storage: ArrayBuffer = new ArrayBuffer(FIRST_SIZE)) {
    this.#bytes = new Uint8Array(storage);
    this.#view = new DataView(storage);
  }

  /** Bytes written. */
  get length(): number {
    return this.#length;
  }

  /** Bytes that fit before the buffer has to grow. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** What was written, in the buffer itself: good until the next write. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Begins anew. */
  clear(): void {
    this.#length = 0;
  }

  /** Adds a fragment. */
  fragment({ bytes, words }: Fragment): void {
    const at = this.#reserve(bytes.length);
    this.#length = at + bytes.length;
    if (words === undefined) {
      this.#bytes.set(bytes, at);
      return;
    }
    const view = this.#view;
    for (let i = 0; i < words.length; i++) view.setFloat64(at + WORD * i, words[i] as number, true);
  }

  /** Adds any text; a lone surrogate, which UTF-8 has no bytes for, as U+FFFD. */
  text(text: string): void {
    const at = this.#reserve(text.length * BYTES_PER_UNIT);
    const bytes = this.#bytes;
    if (text.length <= BY_HAND_MAX) {
      let i = 0;
      for (; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (unit > 0x7f) break;
        bytes[at + i] = unit;
      }
      if (i === text.length) {
        this.#length = at + i;
        return;
      }
    }
    this.#length = at + encoder.encodeInto(text, bytes.subarray(at)).written;
  }

  /** Adds blanks. */
  blanks(count: number): void {
    const at = this.#reserve(count);
    const bytes = this.#bytes;
    for (let i = 0; i < count; i++) bytes[at + i] = BLANK;
    this.#length = at + count;
  }

  /** Adds printable ASCII in quotes if nothing in it has to be escaped; else adds nothing: false. */
  quoted(text: string): boolean {
    const at = this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    bytes[at] = QUOTE;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x20 || unit > 0x7e || unit === QUOTE || unit === BACKSLASH) return false;
      bytes[at + 1 + i] = unit;
    }
    bytes[at + 1 + text.length] = QUOTE;
    this.#length = at + 2 + text.length;
    return true;
  }

  /** Adds a whole number from 0 to 2^53 - 1 in decimal. */
  integer(n: number): void {
    if (n >= 1e9) {
      const low = n % 1e9;
      this.integer((n - low) / 1e9);
      this.nineDigits(low);
      return;
    }
    // From here on integers, whose division by a constant is a multiplication.
    const units = n | 0;
    const thousands = (units / 1000) | 0;
    const millions = (thousands / 1000) | 0;
    if (millions > 0) this.#upToThreeDigits(millions);
    if (millions > 0) this.threeDigits(thousands - millions * 1000);
    else if (thousands > 0) this.#upToThreeDigits(thousands);
    if (thousands > 0) this.threeDigits(units - thousands * 1000);
    else this.#upToThreeDigits(units);
  }

  /** Adds `000` to `999`. */
  threeDigits(n: number): void {
    const at = this.#reserve(3);
    this.#view.setUint32(at, THREE_DIGITS[n] as number, true);
    this.#length = at + 3;
  }

  /** Adds `000000000` to `999999999`. */
  nineDigits(n: number): void {
    const units = n | 0;
    const thousands = (units / 1000) | 0;
    const millions = (thousands / 1000) | 0;
    const at = this.#reserve(9);
    const view = this.#view;
    view.setUint32(at, THREE_DIGITS[millions] as number, true);
    view.setUint32(at + 3, THREE_DIGITS[thousands - millions * 1000] as number, true);
    view.setUint32(at + 6, THREE_DIGITS[units - thousands * 1000] as number, true);
    this.#length = at + 9;
  }

  /** Adds `0` to `999`. */
  #upToThreeDigits(n: number): void {
    const at = this.#reserve(3);
    const missing = n < 10 ? 2 : n < 100 ? 1 : 0;
    this.#view.setUint32(at, (THREE_DIGITS[n] as number) >>> (8 * missing), true);
    this.#length = at + 3 - missing;
  }

  /** A copy of what was written from `start` on. */
  fragmentFrom(start: number): Fragment {
    return new Fragment(this.#bytes.subarray(start, this.#length));
  }

  /** All that was written, as a string. */
  toString(): string {
    return decoder.decode(this.bytes);
  }

  /** Makes room for `size` bytes and the slack; returns where they go. */
  #reserve(size: number): number {
    const length = this.#length;
    if (length + size + SLACK > this.#bytes.length) this.#grow(length + size + SLACK);
    return length;
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, needed));
    bytes.set(this.bytes);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
