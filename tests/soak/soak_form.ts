/** How long the soak is: short within `make e2e`, as long as wanted by `make soak`. */

/** Rounds, each of the same loads. */
export interface SoakForm {
  /** Rounds are run until there were so many, and so much time has passed. */
  readonly rounds: number;
  readonly minutes: number;
}

/** 10,000 synthetic containers and half a minute. */
const SHORT: SoakForm = { rounds: 8, minutes: 0 };

/** 100,000 synthetic containers at least. */
const LONG_ROUNDS = 80;

/**
 * The form that is asked for.
 *
 * @throws {Error} for minutes that are no number.
 */
export function soakForm(env: (name: string) => string | undefined): SoakForm {
  const text = env("SOAK_MINUTES") ?? "";
  if (text === "") return SHORT;
  const minutes = Number(text);
  if (!(minutes > 0)) throw new Error(`SOAK_MINUTES=${text} is no number of minutes`);
  return { rounds: LONG_ROUNDS, minutes };
}
