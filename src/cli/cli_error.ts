import { ExitCode } from "./exit_code.ts";

/** What a {@link CliError} may carry besides its message. */
export interface CliErrorOptions {
  /** Why it happened; shown as `because:` lines, one for each link of the chain. */
  readonly cause?: unknown;
  /** What the user can do; shown as the `try:` line. */
  readonly hint?: string;
  /** @default ExitCode.failed */
  readonly exitCode?: number;
}

/** An error that is meant for the user: what failed, why, and what to do. */
export class CliError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: number;

  /** Takes what failed, without the program's name and without a full stop. */
  constructor(message: string, options: CliErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "CliError";
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? ExitCode.failed;
  }
}

/** The command line makes no sense: exit status 2. */
export class UsageError extends CliError {
  /** Takes what is wrong and, where there is one, the way out. */
  constructor(message: string, options: Omit<CliErrorOptions, "exitCode"> = {}) {
    super(message, { ...options, exitCode: ExitCode.usage });
    this.name = "UsageError";
  }
}

/** Whoever read the output has gone (SIGPIPE, EPIPE): a reason to end in silence, not a failure. */
export class ClosedPipeError extends Error {
  /** Takes the name of the stream, such as `stdout`. */
  constructor(readonly stream: string, cause: unknown) {
    super(`${stream} was closed by its reader`, { cause });
    this.name = "ClosedPipeError";
  }
}
