/** What a {@link FormatError} may carry besides its message. */
export interface FormatErrorOptions {
  /** What would work. */
  readonly hint: string;
  /** A name that is not known, and the names that are, for a "did you mean". */
  readonly unknown?: { readonly given: string; readonly known: readonly string[] };
}

/** A wish that no format can fulfil, such as an unknown field. */
export class FormatError extends Error {
  readonly hint: string;
  readonly unknown: FormatErrorOptions["unknown"];

  constructor(message: string, options: FormatErrorOptions) {
    super(message);
    this.name = "FormatError";
    this.hint = options.hint;
    this.unknown = options.unknown;
  }
}
