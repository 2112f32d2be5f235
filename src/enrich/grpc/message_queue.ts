import { ApiFailure } from "../api/api_failure.ts";

/** Bytes of all messages that wait: some 100,000 events of the usual size. */
const BYTES_MAX = 16 * 1024 * 1024;

/** What waits, and how much room it takes. */
interface Waiting<T> {
  readonly message: T;
  readonly bytes: number;
}

/** Messages of a stream, as they came or read already, that wait for their turn, in order. Bounded. */
export class MessageQueue<T> {
  readonly #limit: number;
  readonly #waiting: Waiting<T>[] = [];
  #bytes = 0;
  #wake = () => {};

  /** Holds at most `limit` messages. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds one of so many bytes. Throws an ApiFailure when too many wait. */
  push(message: T, bytes: number): void {
    this.#bytes += bytes;
    if (this.#waiting.length >= this.#limit || this.#bytes > BYTES_MAX) {
      throw new ApiFailure("too many events wait for the daemon's answer");
    }
    this.#waiting.push({ message, bytes });
    this.#wake();
  }

  /** Applies each message, one after the other, until the signal aborts. Rejects as `apply` does. */
  async drain(
    signal: AbortSignal,
    apply: (message: T) => Promise<void> | void,
  ): Promise<void> {
    const onAbort = () => this.#wake();
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        const next = this.#waiting.shift();
        if (next === undefined) {
          await new Promise<void>((resolve) => this.#wake = resolve);
          continue;
        }
        this.#bytes -= next.bytes;
        const applied = apply(next.message);
        if (applied !== undefined) await applied;
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }
}
