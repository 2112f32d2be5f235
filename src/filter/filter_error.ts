/** The part of a filter that an error is about; named as in FilterSpec. */
export type FilterPart =
  | "container"
  | "image"
  | "runtime"
  | "pod"
  | "namespace"
  | "selector"
  | "comm"
  | "expression";

/** What a {@link FilterError} may carry besides its message. */
export interface FilterErrorOptions {
  /** What the user can do. */
  readonly hint?: string;
  /** A name that is not known, and the names that are, for a "did you mean". */
  readonly unknown?: { readonly given: string; readonly known: readonly string[] };
  readonly part?: FilterPart;
}

/** A pattern or an expression that makes no sense, found before the first event. */
export class FilterError extends Error {
  readonly hint: string | undefined;
  readonly unknown: FilterErrorOptions["unknown"];
  /** Absent when a pattern or an expression was compiled by itself. */
  readonly part: FilterPart | undefined;

  /** Takes what is wrong, without the flag's name. */
  constructor(message: string, options: FilterErrorOptions = {}) {
    super(message);
    this.name = "FilterError";
    this.hint = options.hint;
    this.unknown = options.unknown;
    this.part = options.part;
  }
}

/** Calls a compiler so that its {@link FilterError} tells which part of the filter it is about. */
export function inPart<A extends readonly unknown[], R>(
  part: FilterPart,
  compile: (...args: A) => R,
  ...args: A
): R {
  try {
    return compile(...args);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { message, hint, unknown } = error;
    throw new FilterError(message, {
      part,
      ...hint === undefined ? {} : { hint },
      ...unknown === undefined ? {} : { unknown },
    });
  }
}
