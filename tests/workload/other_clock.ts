/** A clock of the day that a test steps, for one program alone: the host's own is everybody's. */

import { compiled } from "./compiled.ts";

/** What shows a program another time. Dispose it to remove its files. */
export interface OtherClock extends AsyncDisposable {
  /** Environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  /** From now on the program's clock is so many ms ahead of the host's, or behind it. */
  set(aheadMs: number): void;
}

/** Makes a clock that shows the host's time at first. */
export async function otherClock(): Promise<OtherClock> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-clock-" });
  const library = await compiled("other_clock.c", ["-shared", "-fPIC"]);
  const file = `${folder}/offset`;
  const set = (aheadMs: number) => {
    // In place and at once: the program reads the same page.
    using opened = Deno.openSync(file, { write: true, create: true });
    opened.writeSync(new Uint8Array(BigInt64Array.of(BigInt(aheadMs) * 1_000_000n).buffer));
  };
  set(0);
  return {
    env: { LD_PRELOAD: library, OTHER_CLOCK: file },
    set,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
