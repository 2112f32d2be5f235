import { parseArgs } from "@std/cli/parse-args";

/** What a run of the benchmark was asked for. */
export interface BenchOptions {
  /** Fewer and shorter rounds, for a look in between. */
  readonly quick: boolean;
  /** Names of scenarios; empty for all. */
  readonly only: readonly string[];
  /** The program under test. */
  readonly ctrack: string;
}

/** Reads `[--quick] [--only NAME]... [--ctrack PATH]`. */
export function readOptions(args: readonly string[]): BenchOptions {
  const parsed = parseArgs([...args], {
    boolean: ["quick"],
    string: ["only", "ctrack"],
    collect: ["only"],
    default: { ctrack: new URL("../../dist/ctrack", import.meta.url).pathname },
    unknown: (flag: string) => {
      throw new Error(`unknown option ${flag}; there are --quick, --only NAME and --ctrack PATH`);
    },
  }) as { quick: boolean; only: string[]; ctrack: string };
  const only = parsed.only.flatMap((names) => names.split(","));
  return { quick: parsed.quick, only, ctrack: parsed.ctrack };
}
