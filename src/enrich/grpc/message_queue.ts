import { ApiFailure } from "../api/api_failure.ts";

/** Messages of a stream that wait for their turn, in order. Bounded. */
export class MessageQueue {
  readonly #limit: number;
  #waiting: (Uint8Array | undefined)[] = [];
  #wake = () => {};

  /** Holds at most `limit` messages. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds one; undefined stands for one over the size limit. Throws an ApiFailure when too many wait. */
  push(message: Uint8Array | undefined): void {
    if (this.#waiting.length >= this.#limit) {
      throw new ApiFailure(`more than ${this.#limit} events wait for the daemon's answer`);
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
        const batch = this.#waiting;
        if (batch.length === 0) {
          await new Promise<void>((resolve) => this.#wake = resolve);
          continue;
        }
        this.#waiting = [];
        for (const message of batch) {
          if (signal.aborted) return;
          const applied = apply(message);
          if (applied !== undefined) await applied;
        }
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }
}
