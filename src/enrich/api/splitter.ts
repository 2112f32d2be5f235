/** Cuts a stream of bytes into pieces, whatever the chunks it comes in. */
export interface Splitter {
  /**
   * Gives the pieces that end in this chunk; undefined stands for one over the size limit, whose
   * bytes were dropped. Throws a ApiFailure on bytes that cannot be such a stream.
   */
  push(chunk: Uint8Array): Generator<Uint8Array | undefined, void>;
  /** To be called at the stream's end; throws a ApiFailure where it must not end. */
  end(): void;
}

/** Collects one piece from several chunks, up to a limit. */
export class PieceBuffer {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes so far, the dropped ones included. */
  get length(): number {
    return this.#length;
  }

  append(part: Uint8Array): void {
    this.#length += part.length;
    if (this.#length > this.#maxBytes) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  /** The piece, or undefined when it was too long; the buffer is empty again. */
  take(): Uint8Array | undefined {
    const [first, ...rest] = this.#parts;
    const length = this.#length;
    this.#parts = [];
    this.#length = 0;
    if (length > this.#maxBytes) return undefined;
    if (first === undefined) return new Uint8Array();
    if (rest.length === 0) return first;
    const piece = new Uint8Array(length);
    let offset = 0;
    for (const part of [first, ...rest]) {
      piece.set(part, offset);
      offset += part.length;
    }
    return piece;
  }
}
