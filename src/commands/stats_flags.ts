import type { CommandSpec } from "../cli/command_spec.ts";
import type { Flag, ValuesOf } from "../cli/flag.ts";
import { CONTAINER_FLAGS } from "./container_flags.ts";
import { LIST_FLAGS } from "./list_flags.ts";
import { REPLAY_FLAGS, REPLAY_RULES, replayRules } from "./replay_flags.ts";
import { RUNTIME_FLAGS } from "./runtime_flags.ts";
import { NO_HEADER_RULE, TIMEOUT } from "./shared_flags.ts";

/** The flags of `ctrack stats`. */
export const STATS_FLAGS = [
  ...CONTAINER_FLAGS,
  {
    long: "host",
    type: "boolean",
    group: "Which containers",
    help: "Count the host's own processes too, in a line of their own.",
  },
  TIMEOUT,
  ...REPLAY_FLAGS,
  ...LIST_FLAGS,
] as const satisfies readonly Flag[];

/** Values of the flags of `ctrack stats`. */
export type StatsValues = ValuesOf<typeof STATS_FLAGS>;

/** `ctrack stats` as parser, help and completions know it. */
export const STATS = {
  name: "stats",
  purpose: "count what starts, ends and fails in each container",
  examples: [
    { command: "sudo ctrack stats -t 1m", says: "one minute from now on, then a table" },
    { command: "ctrack stats -r run.ctrack", says: "all that was recorded" },
    {
      command: "ctrack stats -r run.ctrack --since 10m -n shop -o json",
      says: "its last ten minutes in a Kubernetes namespace, for a program to read",
    },
  ],
  positionals: [],
  flags: STATS_FLAGS,
  rules: [
    NO_HEADER_RULE,
    ...REPLAY_RULES,
    ...replayRules(["timeout", ...RUNTIME_FLAGS.map(({ long }) => long)]),
  ],
} as const satisfies CommandSpec;
