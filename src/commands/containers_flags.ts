import type { CommandSpec } from "../cli/command_spec.ts";
import type { Flag, ValuesOf } from "../cli/flag.ts";
import { CONTAINER_FLAGS } from "./container_flags.ts";
import { LIST_FLAGS } from "./list_flags.ts";
import { PAST_FLAGS, PAST_RULES, replayRules } from "./replay_flags.ts";
import { RUNTIME_FLAGS } from "./runtime_flags.ts";
import { NO_HEADER_RULE, WATCH, WATCH_RULE } from "./shared_flags.ts";

/** The flags of `ctrack containers`. */
export const CONTAINERS_FLAGS = [
  ...CONTAINER_FLAGS,
  {
    long: "all",
    short: "a",
    type: "boolean",
    group: "Which containers",
    help: "Show those too that do not run: created, exited.",
  },
  WATCH,
  ...PAST_FLAGS,
  ...LIST_FLAGS,
] as const satisfies readonly Flag[];

/** Values of the flags of `ctrack containers`. */
export type ContainersValues = ValuesOf<typeof CONTAINERS_FLAGS>;

/** `ctrack containers` as parser, help and completions know it. */
export const CONTAINERS = {
  name: "containers",
  purpose: "list the containers of every runtime with their processes",
  examples: [
    { command: "sudo ctrack containers", says: "what runs now" },
    { command: "sudo ctrack containers -a -n shop", says: "all of a Kubernetes namespace" },
    { command: "sudo ctrack containers -w", says: "the same, kept up to date" },
    {
      command: "sudo ctrack containers -o json -l app=web",
      says: "all that is known of some, chosen by label, one JSON object per line",
    },
  ],
  positionals: [],
  flags: CONTAINERS_FLAGS,
  rules: [
    NO_HEADER_RULE,
    WATCH_RULE,
    ...PAST_RULES,
    ...replayRules(["watch", ...RUNTIME_FLAGS.map(({ long }) => long)]),
  ],
} as const satisfies CommandSpec;
