import type { Rule } from "../cli/command_spec.ts";
import type { Flag, FlagValues } from "../cli/flag.ts";

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

/** For lists that can be followed. */
export const WATCH = {
  long: "watch",
  short: "w",
  type: "boolean",
  group: "Output",
  help:
    "Go on until stopped: redraw, or where there is no terminal print again when it has changed.",
} as const satisfies Flag;

/** For commands that have {@link WATCH}. */
export const WATCH_RULE: Rule = {
  flags: ["watch", "format"],
  because: "ctrack trace -o json tells each change as it happens",
  clash: ({ format }) => format === "json",
};

/** For commands that show processes. */
export const RUNTIME_INTERNALS = {
  long: "runtime-internals",
  type: "boolean",
  group: "Which processes",
  help: "Show runtimes' own work too: runc before the program, shims and conmon.",
} as const satisfies Flag;

/** For commands that print tables and JSON. */
export const NO_HEADER_RULE: Rule = {
  flags: ["no-header", "format"],
  because: "only a table has a header",
  clash: ({ format }) => format !== "table",
};

/** For commands that print events, or what looks like them. */
export const FORMAT = {
  long: "format",
  short: "o",
  type: "choice",
  choices: ["table", "json", "csv"],
  or: { value: "'{{template}}'", shape: /\{\{/ },
  default: "table",
  value: "FORMAT",
  group: "Output",
  help: "Print as table, json (one object per line), csv, or a '{{template}}' of fields.",
} as const satisfies Flag;

/** For the same commands. */
export const FIELDS_FLAG = {
  long: "fields",
  type: "list",
  item: "string",
  value: "FIELD,...",
  group: "Output",
  absent: "the format's own",
  help: "Fields to print, as listed by ctrack fields.",
} as const satisfies Flag;

/** Whether the format is none of these. */
export function formatIsNot(...formats: readonly string[]): (values: FlagValues) => boolean {
  return (values) => !formats.includes(String(values["format"]));
}

/** For commands that have {@link FORMAT}. */
export const FORMAT_RULES: readonly Rule[] = [
  {
    flags: ["fields", "format"],
    because: "a template names its fields itself",
    clash: formatIsNot("table", "json", "csv"),
  },
  {
    flags: ["no-header", "format"],
    because: "only table and csv have a header",
    clash: formatIsNot("table", "csv"),
  },
  {
    flags: ["no-trunc", "format"],
    because: "only a table is cut",
    clash: formatIsNot("table"),
  },
];
