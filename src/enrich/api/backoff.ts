import type { ApiTiming } from "./api_limits.ts";

/** Growing pauses between attempts, with jitter so that several watchers do not come at once. */
export class Backoff {
  readonly #timing: ApiTiming;
  readonly #random: () => number;
  #attempts = 0;

  /** `random` gives numbers from 0 up to 1. */
  constructor(timing: ApiTiming, random: () => number) {
    this.#timing = timing;
    this.#random = random;
  }

  /** The next pause, ms: each up to twice the one before, never less than half of its bound. */
  next(): number {
    const { backoffMinMs, backoffMaxMs } = this.#timing;
    // 2^30 is beyond any bound, and keeps the number finite.
    const bound = Math.min(backoffMaxMs, backoffMinMs * 2 ** Math.min(this.#attempts++, 30));
    return bound * (0.5 + 0.5 * this.#random());
  }

  /**
   * Starts small again after a session that was up for `upMs`, if that was longer than the longest
   * pause: a daemon that ends each session at once is not asked 10 times a second.
   */
  ended(upMs: number): void {
    if (upMs > this.#timing.backoffMaxMs) this.#attempts = 0;
  }
}

/** Waits; resolves early when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal.aborted) done();
    else signal.addEventListener("abort", done);
  });
}
