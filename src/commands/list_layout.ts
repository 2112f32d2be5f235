import type { Io } from "../cli/io.ts";

/** How a list is shown as a table. */
export interface ListLayout {
  readonly noHeader: boolean;
  /** Whole ids, and nothing cut. */
  readonly noTrunc: boolean;
  /** Terminal columns; undefined where there is no terminal. */
  readonly width: number | undefined;
}

/** What the flags of a list say of its table, on the terminal as it is now. */
export function listLayout(
  values: { readonly "no-header": boolean; readonly "no-trunc": boolean },
  io: Io,
): ListLayout {
  return {
    noHeader: values["no-header"],
    noTrunc: values["no-trunc"],
    width: io.stdout.columns(),
  };
}
