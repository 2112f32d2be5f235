import { printable } from "../text/printable.ts";
import { CliError } from "./cli_error.ts";
import { PROGRAM } from "./command_spec.ts";
import { ExitCode } from "./exit_code.ts";

/** Causes beyond this many are left out: a chain may be a circle. */
const MAX_CAUSES = 8;

const BUG_HINT = "this is a bug; run again with CTRACK_DEBUG=1 and report what it prints";

/** How {@link renderError} shows an error. */
export interface RenderErrorOptions {
  /**
   * Adds the stack trace of an unexpected error.
   * @default false
   */
  readonly stack?: boolean;
}

/**
 * An error as lines for stderr: `ctrack: what`, `  because: why` for each cause, `  try: hint`.
 * Anything but a {@link CliError} is unexpected, is called a bug, and has its stack shown on
 * demand only. What could fool a terminal is escaped, since messages quote paths and arguments.
 */
export function renderError(error: unknown, options: RenderErrorOptions = {}): string {
  const expected = error instanceof CliError;
  const what = expected ? messageOf(error) : `unexpected error: ${messageOf(error)}`;
  const lines = [`${PROGRAM}: ${what}`];
  let hint = expected ? error.hint : BUG_HINT;
  let said = messageOf(error);
  let cause = causeOf(error);
  for (let depth = 0; cause !== undefined && depth < MAX_CAUSES; depth++) {
    const message = messageOf(cause);
    if (message !== said) lines.push(`  because: ${message}`);
    if (cause instanceof CliError) hint ??= cause.hint;
    said = message;
    cause = causeOf(cause);
  }
  if (hint !== undefined) lines.push(`  try: ${printable(hint)}`);
  if (!expected && options.stack === true && error instanceof Error) {
    const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    lines.push(...frames.map(printable));
  }
  return `${lines.join("\n")}\n`;
}

/** The exit status that an error asks for; 1 for an unexpected one. */
export function exitCodeOf(error: unknown): number {
  return error instanceof CliError ? error.exitCode : ExitCode.failed;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  return printable(error.message === "" ? error.name : error.message);
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause ?? undefined : undefined;
}
