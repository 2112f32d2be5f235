import type { CommandSpec } from "../cli/command_spec.ts";
import type { Flag, FlagValues, ValuesOf } from "../cli/flag.ts";
import { ASCII, ASCII_RULE, PROCESS_FLAGS } from "./process_flags.ts";
import { PAST_FLAGS, PAST_RULES, replayRules } from "./replay_flags.ts";
import { RUNTIME_FLAGS } from "./runtime_flags.ts";
import {
  FIELDS_FLAG,
  FORMAT,
  FORMAT_RULES,
  NO_HEADER,
  NO_TRUNC,
  RUNTIME_INTERNALS,
  VERBOSE,
} from "./shared_flags.ts";
import { REDACT_FLAGS, REDACT_RULES } from "./redact_flags.ts";

/** The flags of `ctrack ps`. */
export const PS_FLAGS = [
  ...PROCESS_FLAGS,
  RUNTIME_INTERNALS,
  {
    long: "sort",
    type: "list",
    item: "string",
    value: "KEY,...",
    default: ["container", "start"],
    group: "Output",
    help: "Sort by columns of the table or by fields; -KEY sorts from the highest down.",
  },
  {
    long: "tree",
    type: "boolean",
    group: "Output",
    help: "Show children below their parents.",
  },
  ASCII,
  ...PAST_FLAGS,
  ...REDACT_FLAGS,
  FORMAT,
  FIELDS_FLAG,
  NO_HEADER,
  NO_TRUNC,
  VERBOSE,
  ...RUNTIME_FLAGS,
] as const satisfies readonly Flag[];

/** Values of the flags of `ctrack ps`. */
export type PsValues = ValuesOf<typeof PS_FLAGS>;

const isNoTable = ({ format }: FlagValues) => format !== "table";

/** `ctrack ps` as parser, help and completions know it. */
export const PS = {
  name: "ps",
  purpose: "list the processes of containers at one moment",
  examples: [
    { command: "sudo ctrack ps", says: "every process in a container" },
    { command: "sudo ctrack ps web db", says: "those of two containers" },
    { command: "sudo ctrack ps --sort -rss", says: "who has most memory" },
    { command: "ctrack ps -r run.ctrack --at 10:15", says: "what ran then, of a recording" },
    { command: "sudo ctrack ps --tree --host", says: "the host's processes too, as a tree" },
    {
      command: "sudo ctrack ps -o json -f 'process.user.id == 0'",
      says: "what runs as root in containers, one JSON object per line",
    },
  ],
  positionals: [{
    name: "CONTAINER",
    help: "Name, id or start of an id of a container.",
    required: false,
    many: true,
  }],
  flags: PS_FLAGS,
  rules: [
    ...FORMAT_RULES,
    ...PAST_RULES,
    ...REDACT_RULES,
    ...replayRules(RUNTIME_FLAGS.map(({ long }) => long)),
    { flags: ["tree", "sort"], because: "a tree is in the order of parents and starts" },
    { flags: ["tree", "format"], because: "only a table is a tree", clash: isNoTable },
    {
      flags: ["tree", "fields"],
      because: "a tree has its own columns",
    },
    ASCII_RULE,
  ],
} as const satisfies CommandSpec;
