import type { CommandSpec } from "../cli/command_spec.ts";
import type { Flag, ValuesOf } from "../cli/flag.ts";
import { CONTAINER_FLAGS } from "./container_flags.ts";
import { LIST_FLAGS } from "./list_flags.ts";
import { NO_HEADER_RULE } from "./shared_flags.ts";
import { COLUMN_NAMES } from "./top/column_names.ts";
import { REDACT_FLAGS, REDACT_RULES } from "./redact_flags.ts";

/** Shorter intervals make rates of single events. */
const INTERVAL_MIN = 100;

/** Longest interval, ms: an hour. */
const INTERVAL_MAX = 3_600_000;

/** More iterations than anybody waits for. */
const ITERATIONS_MAX = 1_000_000_000;

/** The flags of `ctrack top`. */
export const TOP_FLAGS = [
  ...CONTAINER_FLAGS,
  {
    long: "interval",
    short: "i",
    type: "duration",
    value: "TIME",
    min: INTERVAL_MIN,
    max: INTERVAL_MAX,
    default: 1000,
    group: "Output",
    help: "Time over which rates are taken, and between two pictures.",
  },
  {
    long: "iterations",
    type: "integer",
    value: "N",
    min: 1,
    max: ITERATIONS_MAX,
    group: "Output",
    absent: "the full screen on a terminal, elsewhere 1",
    help: "Print so many plain tables, and end.",
  },
  {
    long: "sort",
    type: "choice",
    choices: COLUMN_NAMES,
    value: "COLUMN",
    default: "cpu",
    group: "Output",
    help: "Sort by this column: numbers largest first, texts from a to z.",
  },
  ...REDACT_FLAGS,
  ...LIST_FLAGS,
] as const satisfies readonly Flag[];

/** Values of the flags of `ctrack top`. */
export type TopValues = ValuesOf<typeof TOP_FLAGS>;

/** `ctrack top` as parser, help and completions know it. */
export const TOP = {
  name: "top",
  purpose: "watch what containers do: programs started, failures, CPU, memory",
  examples: [
    { command: "sudo ctrack top", says: "full screen; h shows the keys" },
    {
      command: "sudo ctrack top -n shop --sort exec",
      says: "a Kubernetes namespace, busiest first",
    },
    { command: "sudo ctrack top --iterations 3 -i 10s", says: "three plain tables, 10 s each" },
    {
      command: "sudo ctrack top -o json --iterations 1",
      says: "one JSON object for each container, and end",
    },
  ],
  positionals: [],
  flags: TOP_FLAGS,
  rules: [NO_HEADER_RULE, ...REDACT_RULES],
} as const satisfies CommandSpec;
