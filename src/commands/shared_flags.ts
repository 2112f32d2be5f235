import type { Rule } from "../cli/command_spec.ts";
import type { Flag } from "../cli/flag.ts";

/** For commands that can tell more of what they do. */
export const VERBOSE = {
  long: "verbose",
  short: "v",
  type: "boolean",
  group: "Output",
  help: "Tell on stderr what is done and why.",
} as const satisfies Flag;

/** Longest `--timeout`: timers hold 2^31 - 1 ms, just short of 25 days. */
const MAX_TIMEOUT = 24 * 24 * 3_600_000;

/** For commands that trace. */
export const TIMEOUT = {
  long: "timeout",
  short: "t",
  type: "duration",
  value: "TIME",
  min: 1,
  max: MAX_TIMEOUT,
  group: "When to end",
  absent: "until stopped",
  help: "End after this time, such as 5s or 1m30s.",
} as const satisfies Flag;

/** For commands that print a list once. */
export const LIST_FORMAT = {
  long: "format",
  short: "o",
  type: "choice",
  choices: ["table", "json"],
  default: "table",
  value: "FORMAT",
  group: "Output",
  help: "Print as table or as json.",
} as const satisfies Flag;

/** For commands with tables. */
export const NO_HEADER = {
  long: "no-header",
  type: "boolean",
  group: "Output",
  help: "Do not print the names of the columns.",
} as const satisfies Flag;

/** For commands with tables. */
export const NO_TRUNC = {
  long: "no-trunc",
  type: "boolean",
  group: "Output",
  help: "Do not cut table cells to the width of the terminal.",
} as const satisfies Flag;

/** For commands that print tables and JSON. */
export const NO_HEADER_RULE: Rule = {
  flags: ["no-header", "format"],
  because: "only a table has a header",
  clash: ({ format }) => format !== "table",
};
