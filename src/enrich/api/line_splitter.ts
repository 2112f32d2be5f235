import { PieceBuffer, type Splitter } from "./splitter.ts";

const NEWLINE = 0x0a;

/** Cuts at each newline, as in the event stream; empty lines and a half line at the end are dropped. */
export class LineSplitter implements Splitter {
  readonly #buffer: PieceBuffer;

  constructor(maxBytes: number) {
    this.#buffer = new PieceBuffer(maxBytes);
  }

  *push(chunk: Uint8Array): Generator<Uint8Array | undefined, void> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      this.#buffer.append(chunk.subarray(start, end));
      start = end + 1;
      if (this.#buffer.length > 0) yield this.#buffer.take();
    }
    this.#buffer.append(chunk.subarray(start));
  }

  end(): void {
    this.#buffer.take();
  }
}
