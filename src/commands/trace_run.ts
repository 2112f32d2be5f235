import type { TraceValues } from "./trace_flags.ts";

/** What the command line asks for. */
export interface TraceRun {
  readonly values: TraceValues;
  /** Long names of the flags that were written. */
  readonly given: ReadonlySet<string>;
  /** Version of this program. */
  readonly version: string;
}
