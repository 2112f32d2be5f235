import type { Rule } from "../cli/command_spec.ts";
import type { Flag } from "../cli/flag.ts";
import { formatIsNot } from "./shared_flags.ts";

/** Largest uid; 2^32 - 1 means "no user" to the kernel. */
const MAX_UID = 4_294_967_294;

/** Users by number. */
export const UID = {
  long: "uid",
  short: "u",
  type: "list",
  item: "integer",
  min: 0,
  max: MAX_UID,
  value: "UID,...",
  group: "Which events",
  absent: "every user",
  help: "Only processes of this user, by number.",
} as const satisfies Flag;

/** Processes by their short name. */
export const COMM = {
  long: "comm",
  type: "list",
  item: "string",
  value: "NAME,...",
  group: "Which events",
  absent: "every process",
  help: "Only processes whose short name (15 bytes) this is; globs and !NAME work.",
} as const satisfies Flag;

/** Events by an expression. */
export const FILTER = {
  long: "filter",
  short: "f",
  type: "string",
  value: "EXPR",
  group: "Which events",
  absent: "every event",
  help: "Only events for which this CEL expression over the fields holds.",
} as const satisfies Flag;

/** Processes outside of containers, besides. */
export const HOST = {
  long: "host",
  type: "boolean",
  group: "Which events",
  help: "Show the host's own processes too.",
} as const satisfies Flag;

/** For commands that print events. */
export const COLOR = {
  long: "color",
  type: "choice",
  choices: ["auto", "always", "never"],
  default: "auto",
  value: "WHEN",
  group: "Output",
  help: "Colour the table: auto (on a terminal), always or never.",
} as const satisfies Flag;

/** For commands that say on stderr what they do. */
export const QUIET = {
  long: "quiet",
  short: "q",
  type: "boolean",
  group: "Output",
  help: "Print no warnings and no summary on stderr.",
} as const satisfies Flag;

/** For commands that give live events their labels. */
export const LABEL_WAIT = {
  long: "label-wait",
  type: "duration",
  value: "TIME",
  min: 0,
  max: 60_000,
  default: 200,
  group: "How to trace",
  help: "Hold the events of a new container this long for its name.",
} as const satisfies Flag;

/** For commands that trace. */
export const BUFFER_SIZE = {
  long: "buffer-size",
  type: "size",
  value: "SIZE",
  min: 4096,
  max: 1024 ** 3,
  default: 8 * 1024 ** 2,
  round: "power_of_two",
  group: "How to trace",
  help: "Size of the kernel's ring buffer, rounded up to a power of two.",
} as const satisfies Flag;

/** For commands that have {@link COLOR}. */
export const COLOR_RULE: Rule = {
  flags: ["color", "format"],
  because: "only a table has colours",
  clash: (values) => values["color"] === "always" && formatIsNot("table")(values),
};
