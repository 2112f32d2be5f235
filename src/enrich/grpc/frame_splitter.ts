import { ApiFailure } from "../api/api_failure.ts";
import { PieceBuffer, type Splitter } from "../api/splitter.ts";

/** Bytes in front of a message: one that says whether it is compressed, four for its length. */
export const HEADER = 5;

/** Cuts gRPC's length-prefixed messages out of a body. */
export class FrameSplitter implements Splitter {
  readonly #message: PieceBuffer;
  readonly #header = new Uint8Array(HEADER);
  #headerLength = 0;
  /** Bytes of the message that are still to come. */
  #missing = 0;

  /** A message of more than `maxBytes` is dropped. */
  constructor(maxBytes: number) {
    this.#message = new PieceBuffer(maxBytes);
  }

  *push(chunk: Uint8Array): Generator<Uint8Array | undefined, void> {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#headerLength < HEADER) {
        this.#header[this.#headerLength++] = chunk[offset++] ?? 0;
        if (this.#headerLength < HEADER) continue;
        // Nobody was offered a compression.
        if (this.#header[0] !== 0) throw new ApiFailure("the daemon sent a compressed message");
        this.#missing = new DataView(this.#header.buffer).getUint32(1);
      }
      const part = chunk.subarray(offset, offset + this.#missing);
      this.#message.append(part);
      this.#missing -= part.length;
      offset += part.length;
      if (this.#missing > 0) return;
      this.#headerLength = 0;
      yield this.#message.take();
    }
  }

  end(): void {
    if (this.#headerLength > 0) throw new ApiFailure("the daemon ended within a message");
  }
}
