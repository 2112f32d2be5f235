import { ApiFailure } from "./api_failure.ts";
import { PieceBuffer, type Splitter } from "./splitter.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SPACE = 0x20;

/**
 * Cuts the JSON text of an array into the texts of its entries, so that a list of any length is
 * read in the memory of its longest entry. Only nesting and strings are looked at: an entry may
 * still be no JSON.
 */
export class ArraySplitter implements Splitter {
  readonly #buffer: PieceBuffer;
  /** 0 before and after the array, 1 between its entries. */
  #depth = 0;
  #begun = false;
  #inString = false;
  #escaped = false;
  /** The entry at hand has a byte that is no white space. */
  #filled = false;

  constructor(maxBytes: number) {
    this.#buffer = new PieceBuffer(maxBytes);
  }

  *push(chunk: Uint8Array): Generator<Uint8Array | undefined, void> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
        continue;
      }
      if (byte <= SPACE) continue;
      if (this.#depth === 0) {
        if (this.#begun || byte !== OPEN_ARRAY) {
          throw new ApiFailure("the list is no JSON array");
        }
        this.#begun = true;
        this.#depth = 1;
        start = at + 1;
        continue;
      }
      if (this.#depth === 1 && (byte === COMMA || byte === CLOSE_ARRAY)) {
        this.#buffer.append(chunk.subarray(start, at));
        const piece = this.#buffer.take();
        if (this.#filled) yield piece;
        this.#filled = false;
        start = at + 1;
        if (byte === CLOSE_ARRAY) this.#depth = 0;
        continue;
      }
      this.#filled = true;
      if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.#depth++;
      else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) this.#depth--;
      if (this.#depth === 0) throw new ApiFailure("the list is no JSON array");
    }
    if (this.#depth > 0) this.#buffer.append(chunk.subarray(start));
  }

  end(): void {
    if (!this.#begun || this.#depth > 0) throw new ApiFailure("the list ended early");
  }
}
