import { ApiFailure } from "../api/api_failure.ts";

/** Bytes of all messages that wait: some 100,000 events of the usual size. */
const BYTES_MAX = 16 * 1024 * 1024;

/** Messages of a stream that wait for their turn, in order. Bounded. */
export class MessageQueue {
  readonly #limit: number;
  readonly #waiting: (Uint8Array | undefined)[] = [];
  #bytes = 0;
  #wake = () => {};

  /** Holds at most `limit` messages. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds one; undefined stands for one over the size limit. Throws an ApiFailure when too many wait. */
  push(message: Uint8Array | undefined): void {
    this.#bytes += message?.length ?? 0;
    if (this.#waiting.length >= this.#limit || this.#bytes > BYTES_MAX) {
      throw new ApiFailure("too many events wait for the daemon's answer");
    }
    this.#waiting.push(message);
    this.#wake();
  }

  /** Applies each message, one after the other, until the signal aborts. Rejects as `apply` does. */
  async drain(
    signal: AbortSignal,
    apply: (message: Uint8Array | undefined) => Promise<void> | void,
  ): Promise<void> {
    const onAbort = () => this.#wake();
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        if (this.#waiting.length === 0) {
          await new Promise<void>((resolve) => this.#wake = resolve);
          continue;
        }
        const message = this.#waiting.shift();
        this.#bytes -= message?.length ?? 0;
        const applied = apply(message);
        if (applied !== undefined) await applied;
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }
}
