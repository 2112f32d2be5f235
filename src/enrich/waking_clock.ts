/** Longest time from one turn to the next that counts, ms. */
const STALL_MS = 10;

/** How often the clock must tick so that it does not fall behind, ms. */
export const TICK_MS = 8;

/**
 * Milliseconds that passed while ctrack could listen. Where it was stopped, where the host left it no CPU time, or
 * while it takes in what piled up in the ring, answers that had come long ago could not be read either: that is no
 * reason to give up waiting for them. An answer takes some turns of the event loop to get here, however
 * long they are; a wait is over after a number of turns, if each of them was long.
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

  /** The time at the last tick. */
  get time(): number {
    return this.#time;
  }

  /** Goes on, by a little at most: to be called once a turn of the event loop, every {@link TICK_MS}. */
  tick(): void {
    const now = this.#now();
    this.#time += Math.min(now - this.#last, STALL_MS);
    this.#last = now;
  }

  /** Leaves out the time since the last tick: nobody waited. */
  skip(): void {
    this.#last = this.#now();
  }
}
