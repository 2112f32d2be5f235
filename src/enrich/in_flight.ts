/** Counts questions that were refused, such as {@link ApiStats}. */
export interface RefusalCount {
  refusedLookups: number;
}

/** Questions that are being answered; so many at a time, and more are refused. */
export class InFlight {
  readonly #limit: number;
  readonly #refusals: RefusalCount | undefined;
  #count = 0;

  constructor(limit: number, refusals?: RefusalCount) {
    this.#limit = limit;
    this.#refusals = refusals;
  }

  /** The answer; `no answer` at once where too many are on their way. Rejects as the question does. */
  async ask<T>(question: () => Promise<T>): Promise<T | "no answer"> {
    if (this.#count >= this.#limit) {
      if (this.#refusals !== undefined) this.#refusals.refusedLookups++;
      return "no answer";
    }
    this.#count++;
    try {
      return await question();
    } finally {
      this.#count--;
    }
  }
}
