import type { TraceValues } from "./trace_flags.ts";

/** What the command line asks for. */
export interface TraceRun {
  readonly values: TraceValues;
  /** Long names of the flags that were written. */
  readonly given: ReadonlySet<string>;
  /** The command behind `--`, if there is one. */
  readonly rest: readonly string[];
  /** Version of this program. */
  readonly version: string;
}
