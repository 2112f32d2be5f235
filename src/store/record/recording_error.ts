/** A file that is no recording, or cannot be read or written as one. */
export class RecordingError extends Error {
  /** What the user can do; undefined where the message says it. */
  readonly hint: string | undefined;

  /** Takes what is wrong, the file's path included. */
  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "RecordingError";
    this.hint = options.hint;
  }
}
