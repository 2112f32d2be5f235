/** A wish that no format can fulfil, such as an unknown field. `hint` says what would work. */
export class FormatError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "FormatError";
    this.hint = hint;
  }
}
