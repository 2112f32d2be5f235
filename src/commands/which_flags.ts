import type { CommandSpec } from "../cli/command_spec.ts";
import type { Flag, ValuesOf } from "../cli/flag.ts";
import { LIST_FLAGS } from "./list_flags.ts";
import { PAST_FLAGS, PAST_RULES, replayRules } from "./replay_flags.ts";
import { RUNTIME_FLAGS } from "./runtime_flags.ts";
import { NO_HEADER_RULE } from "./shared_flags.ts";
import { REDACT_FLAGS, REDACT_RULES } from "./redact_flags.ts";

/** The flags of `ctrack which`. */
export const WHICH_FLAGS = [
  {
    long: "in",
    type: "string",
    value: "CONTAINER",
    group: "Which processes",
    absent: "the host",
    help: "Take the pids as this container counts them; a name, an id or the start of one.",
  },
  ...PAST_FLAGS,
  ...REDACT_FLAGS,
  ...LIST_FLAGS,
] as const satisfies readonly Flag[];

/** Values of the flags of `ctrack which`. */
export type WhichValues = ValuesOf<typeof WHICH_FLAGS>;

/** `ctrack which` as parser, help and completions know it. */
export const WHICH = {
  name: "which",
  purpose: "tell which container a process belongs to",
  examples: [
    { command: "sudo ctrack which 4711", says: "its container; exit code 1 when it has none" },
    { command: "sudo ctrack which $(pidof nginx)", says: "the same for several" },
    {
      command: "sudo ctrack which --in web 1 7",
      says: "who pid 1 and pid 7 of the container web are",
    },
    { command: "sudo ctrack which -o json 4711", says: "all that is known, for a program to read" },
    {
      command: "ctrack which -r run.ctrack --at 10:15 4711",
      says: "whose the process was that had this pid then",
    },
  ],
  positionals: [{
    name: "PID",
    help: "Process ids, as the host counts unless --in is given.",
    required: true,
    many: true,
  }],
  flags: WHICH_FLAGS,
  rules: [
    NO_HEADER_RULE,
    ...REDACT_RULES,
    ...PAST_RULES,
    ...replayRules(RUNTIME_FLAGS.map(({ long }) => long)),
  ],
} as const satisfies CommandSpec;
