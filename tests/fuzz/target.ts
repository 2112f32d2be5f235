import fc from "fast-check";

/** How much of a target is run. */
export interface FuzzRun {
  readonly seed: number;
  /** Most inputs that are tried. */
  readonly runs: number;
  /** Few inputs are begun later than this, ms. */
  readonly ms: number;
  /** Goes straight to one input, as a failure tells it. @default from the first input on */
  readonly path?: string;
  /** Called in front of each input. */
  readonly onInput?: () => void;
}

/** Something that takes input from outside, and what must hold whatever that is. */
export interface FuzzTarget {
  /** For `FUZZ_TARGET`. */
  readonly name: string;
  /** What holds, as a test's name has it. */
  readonly promise: string;
  /** A library leaves timers and bodies behind. @default false */
  readonly leavesRests?: boolean;
  /**
   * Tries inputs; gives their number.
   *
   * @throws {Error} that names the smallest input for which it does not hold, and how to try it again.
   */
  run(how: FuzzRun): Promise<number>;
}

/** What {@link fuzzTarget} makes a target of. */
export interface FuzzTargetSpec<I> extends Pick<FuzzTarget, "name" | "promise" | "leavesRests"> {
  readonly input: fc.Arbitrary<I>;
  /** Throws where the promise is broken. */
  readonly check: (input: I) => void | Promise<void>;
  /** Inputs that once broke it: tried first, always. @default none */
  readonly findings?: readonly I[];
}

/** Longest text of an input that a failure shows. */
const SHOWN_MAX = 4000;

/** Inputs between two looks at the clock: nothing is broken off, since it may hold files and connections. */
const SLICE = 20;

/** Makes a target. */
export function fuzzTarget<I>(spec: FuzzTargetSpec<I>): FuzzTarget {
  const { name, promise, leavesRests = false, input, check, findings = [] } = spec;
  return {
    name,
    promise,
    leavesRests,
    async run({ seed, runs, ms, path, onInput }) {
      const property = fc.asyncProperty(input, async (value) => {
        onInput?.();
        await check(value);
      });
      const end = performance.now() + ms;
      let done = 0;
      for (let slice = 0; done < runs && (slice === 0 || performance.now() < end); slice++) {
        const details = await fc.check(property, {
          seed: (seed + slice) | 0,
          numRuns: Math.min(SLICE, runs - done) + (slice === 0 ? findings.length : 0),
          examples: slice === 0 ? findings.map((finding): [I] => [finding]) : [],
          ...path === undefined ? {} : { path },
        });
        if (details.counterexample !== null) throw failure(name, details);
        done += details.numRuns;
        if (path !== undefined) break;
      }
      return done;
    },
  };
}

function failure<I>(name: string, details: fc.RunDetails<[I]>): Error {
  const { seed, counterexamplePath, counterexample, errorInstance } = details;
  const shown = show(counterexample?.[0]).slice(0, SHOWN_MAX);
  const again = `make fuzz FUZZ_TARGET=${name} FUZZ_SEED=${seed} FUZZ_PATH=${counterexamplePath}`;
  return new Error(`${name} does not hold for ${shown}\nagain: ${again}`, { cause: errorInstance });
}

function show(input: unknown): string {
  return input instanceof Uint8Array
    ? `Uint8Array.fromBase64("${input.toBase64()}")`
    : fc.stringify(input);
}
