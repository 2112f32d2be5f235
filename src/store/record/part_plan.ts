import type { Rotation } from "./rotation.ts";

/** How long to wait after a file could not be begun before the next try, ms. */
const RETRY_MS = 5000;

/**
 * Tells when a recording goes on in a new file, by what was handed over to be written: between two blocks, so that
 * what is known of processes then is what all files before tell. A block's size is known when it is full; the next
 * one is taken to be as large as the largest so far, and a file is larger than was asked for when that was wrong.
 */
export class PartPlan {
  readonly #bytes: number;
  readonly #ms: number;
  #size: number;
  /** Of events, and of processes that ran already. */
  #events = 0;
  #running = 0;
  #largest = 0;
  #begunAt: number;
  #failedAt: number | undefined;

  /** `size` is that of a file without blocks, `now` the time in ms. */
  constructor({ bytes = Infinity, ms = Infinity }: Rotation, readonly size: number, now: number) {
    this.#bytes = bytes;
    this.#ms = ms;
    this.#size = size;
    this.#begunAt = now;
  }

  /** A block of events was added. */
  added(bytes: number): void {
    this.#events += bytes;
    this.#size += bytes;
    this.#largest = Math.max(this.#largest, bytes);
  }

  /** Blocks that tell who ran already were added. */
  told(bytes: number): void {
    this.#running += bytes;
    this.#size += bytes;
  }

  /** A new file is begun. */
  began(now: number): void {
    this.#size = this.size;
    this.#events = this.#running = this.#largest = 0;
    this.#begunAt = now;
  }

  /** It could not be begun: the one before grows on. */
  failed(now: number): void {
    this.#failedAt = now;
  }

  /** It was begun. */
  succeeded(): void {
    this.#failedAt = undefined;
  }

  /** Whether the next block belongs into a new file. */
  isDue(now: number): boolean {
    if (this.#events === 0) return false;
    if (this.#failedAt !== undefined) return now - this.#failedAt >= RETRY_MS;
    if (now - this.#begunAt >= this.#ms) return true;
    // Where more runs than fits into a file, half of each is still events.
    return this.#size + this.#largest > this.#bytes && this.#events >= this.#running;
  }
}
