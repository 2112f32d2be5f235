/** Longest time between two readings that counts, ms. */
const STALL_MS = 50;

/** How often the clock must be read so that it does not fall behind, ms. */
export const READ_EVERY_MS = 40;

/**
 * Milliseconds that passed while ctrack ran. Where it was stopped, or the host left it no CPU time, answers that had
 * come long ago could not be read either: that time is no reason to give up waiting for them.
 */
export class WakingClock {
  readonly #now: () => number;
  #last: number;
  #time = 0;

  /** `now` is a clock in ms. */
  constructor(now: () => number) {
    this.#now = now;
    this.#last = now();
  }

  /** The time now; right when it is read every {@link READ_EVERY_MS}. */
  read(): number {
    const now = this.#now();
    this.#time += Math.min(now - this.#last, STALL_MS);
    this.#last = now;
    return this.#time;
  }
}
