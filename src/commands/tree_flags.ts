import type { CommandSpec } from "../cli/command_spec.ts";
import type { Flag, ValuesOf } from "../cli/flag.ts";
import { ASCII, PROCESS_FLAGS } from "./process_flags.ts";
import { REPLAY_FLAGS, REPLAY_RULES, replayRules } from "./replay_flags.ts";
import { RUNTIME_FLAGS } from "./runtime_flags.ts";
import {
  LIST_FORMAT,
  NO_TRUNC,
  RUNTIME_INTERNALS,
  VERBOSE,
  WATCH,
  WATCH_RULE,
} from "./shared_flags.ts";
import { REDACT_FLAGS, REDACT_RULES } from "./redact_flags.ts";

/** The flags of `ctrack tree`. */
export const TREE_FLAGS = [
  ...PROCESS_FLAGS,
  RUNTIME_INTERNALS,
  WATCH,
  ASCII,
  ...REPLAY_FLAGS,
  ...REDACT_FLAGS,
  LIST_FORMAT,
  NO_TRUNC,
  VERBOSE,
  ...RUNTIME_FLAGS,
] as const satisfies readonly Flag[];

/** Values of the flags of `ctrack tree`. */
export type TreeValues = ValuesOf<typeof TREE_FLAGS>;

/** `ctrack tree` as parser, help and completions know it. */
export const TREE = {
  name: "tree",
  purpose: "show the tree of processes of each container",
  examples: [
    { command: "sudo ctrack tree", says: "every container" },
    { command: "ctrack tree -r run.ctrack", says: "all that ran in a recording, and how it ended" },
    { command: "sudo ctrack tree web --watch", says: "one, kept up to date" },
    {
      command: "sudo ctrack tree --runtime-internals",
      says: "below the shim or conmon that started it",
    },
  ],
  positionals: [{
    name: "CONTAINER",
    help: "Name, id or start of an id of a container.",
    required: false,
    many: true,
  }],
  flags: TREE_FLAGS,
  rules: [
    ...REPLAY_RULES,
    ...REDACT_RULES,
    ...replayRules(["watch", ...RUNTIME_FLAGS.map(({ long }) => long)]),
    WATCH_RULE,
  ],
} as const satisfies CommandSpec;
