import { PROGRAM } from "./command_spec.ts";
import type { TextOutput } from "./io.ts";
import { printable } from "../text/printable.ts";

/** What a run may say beside its data. */
export interface Log {
  /** Something does not work as it should; what to expect. */
  warn(message: string): void;
  /** What the run does. */
  info(message: string): void;
  /** Details for `--verbose`. */
  debug(message: string): void;
}

/** How much of it is said. */
export type Verbosity = "quiet" | "normal" | "verbose";

/** How much of it the flags ask for. */
export function verbosityOf(
  { quiet = false, verbose }: { readonly quiet?: boolean; readonly verbose: boolean },
): Verbosity {
  return quiet ? "quiet" : verbose ? "verbose" : "normal";
}

/** A log that writes lines to stderr. Lines that nobody reads are dropped. */
export function openLog(stderr: TextOutput, verbosity: Verbosity): Log {
  const say = (text: string): void => {
    stderr.write(`${PROGRAM}: ${printable(text)}\n`).catch(() => {});
  };
  const beSilent = (): void => {};
  return {
    warn: verbosity === "quiet" ? beSilent : (text) => say(`warning: ${text}`),
    info: verbosity === "quiet" ? beSilent : say,
    debug: verbosity === "verbose" ? say : beSilent,
  };
}
