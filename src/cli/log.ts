import type { LogRecord } from "@logtape/logtape";
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

const LOWEST = { quiet: "error", normal: "info", verbose: "debug" } as const;

function lineOf({ level, message }: LogRecord): string {
  const text = printable(message.map(String).join(""));
  return `${PROGRAM}: ${level === "warning" ? "warning: " : ""}${text}\n`;
}

/**
 * A log that writes lines to stderr. Lines that nobody reads are dropped. One log per process. The
 * library is loaded here and not before: its 10 ms pass while the kernel loads the programs.
 */
export async function openLog(stderr: TextOutput, verbosity: Verbosity): Promise<Log> {
  const { configureSync, getLogger } = await import("@logtape/logtape");
  configureSync({
    reset: true,
    sinks: { stderr: (record) => void stderr.write(lineOf(record)).catch(() => {}) },
    loggers: [
      { category: PROGRAM, lowestLevel: LOWEST[verbosity], sinks: ["stderr"] },
      { category: ["logtape", "meta"], lowestLevel: "fatal", sinks: [] },
    ],
  });
  const logger = getLogger(PROGRAM);
  // As a value, not as a template: braces in a message mean nothing.
  return {
    warn: (text) => logger.warn("{text}", { text }),
    info: (text) => logger.info("{text}", { text }),
    debug: (text) => logger.debug("{text}", { text }),
  };
}
