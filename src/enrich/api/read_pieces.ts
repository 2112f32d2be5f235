import { ApiFailure } from "./api_failure.ts";
import type { Splitter } from "./splitter.ts";

/** An answer went past its size limit; what came before it was good. */
export class AnswerTooLong extends ApiFailure {}

/**
 * Reads a body to its end through a splitter; `onPiece` gets undefined for a piece that was too
 * long. Throws {@link AnswerTooLong} past `maxBytes`, a ApiFailure when the body ends where it
 * must not, and what the stream or `onPiece` throws; the body is cancelled then.
 */
export async function readPieces(
  body: ReadableStream<Uint8Array>,
  splitter: Splitter,
  onPiece: (piece: Uint8Array | undefined) => void,
  maxBytes = Infinity,
): Promise<void> {
  let total = 0;
  for await (const chunk of body) {
    for (const piece of splitter.push(chunk)) onPiece(piece);
    total += chunk.length;
    if (total > maxBytes) throw new AnswerTooLong(`the answer is longer than ${maxBytes} bytes`);
  }
  splitter.end();
}
