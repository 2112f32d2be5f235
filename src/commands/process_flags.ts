import type { Rule } from "../cli/command_spec.ts";
import type { Flag, ValuesOf } from "../cli/flag.ts";
import type { FilterSpec } from "../filter/filter_spec.ts";
import { CONTAINER_FLAGS, containerSpec } from "./container_flags.ts";

/** The flags that choose processes, for every command that lists some. */
export const PROCESS_FLAGS = [
  ...CONTAINER_FLAGS,
  {
    long: "host",
    type: "boolean",
    group: "Which processes",
    help: "Show the host's own processes too.",
  },
  {
    long: "filter",
    short: "f",
    type: "string",
    value: "EXPR",
    group: "Which processes",
    absent: "every process",
    help: "Only processes for which this CEL expression over the fields holds.",
  },
] as const satisfies readonly Flag[];

/** For trees, whose lines stand below each other. */
export const ASCII = {
  long: "ascii",
  type: "boolean",
  group: "Output",
  help: "Draw trees with ASCII signs only.",
} as const satisfies Flag;

/** For commands that draw trees on demand. */
export const ASCII_RULE: Rule = {
  flags: ["ascii"],
  because: "only a tree is drawn",
  clash: ({ tree }) => tree !== true,
};

/** Values of the flags that choose processes. */
export type ProcessValues = ValuesOf<typeof PROCESS_FLAGS>;

/** The values as one specification. */
export function processSpec(values: ProcessValues): FilterSpec {
  const { host, filter } = values;
  return {
    events: ["process"],
    ...containerSpec(values),
    ...{ pids: [], uids: [], failed: false },
    ...filter === undefined ? {} : { expression: filter },
    scope: host ? "all" : "containers",
  };
}
