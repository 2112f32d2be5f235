import type { Rule } from "../cli/command_spec.ts";
import type { Flag, FlagValues, ValuesOf } from "../cli/flag.ts";

const GROUP = "Recordings";

/** For commands that answer from recordings too. */
export const READ = {
  long: "read",
  short: "r",
  type: "list",
  item: "string",
  value: "FILE,...",
  file: true,
  group: GROUP,
  absent: "what happens now",
  help: "Read recordings instead of tracing; rotated files beside FILE are read with it.",
} as const satisfies Flag;

/** For commands that answer about one moment. */
export const PAST_FLAGS = [
  READ,
  {
    long: "at",
    type: "string",
    value: "TIME",
    group: GROUP,
    absent: "the end",
    help:
      "What there was then: 2026-11-22T10:15:00Z, 10:15 on its day, 10m before its end, +5m after " +
      "its beginning.",
  },
] as const satisfies readonly Flag[];

/** For commands that answer about a stretch of time. */
export const REPLAY_FLAGS = [
  READ,
  {
    long: "since",
    type: "string",
    value: "TIME",
    group: GROUP,
    absent: "the beginning",
    help:
      "Only what came then or later: 2026-11-22T10:15:00Z, 10:15 on its day, 10m before its end.",
  },
  {
    long: "until",
    type: "string",
    value: "TIME",
    group: GROUP,
    absent: "the end",
    help: "Only what came then or earlier; times as for --since, or +5m after the beginning.",
  },
] as const satisfies readonly Flag[];

/** Values of the flags that say what to read. */
export type ReplayValues = ValuesOf<typeof REPLAY_FLAGS>;

const filesOf = ({ read }: FlagValues): readonly unknown[] => Array.isArray(read) ? read : [];

/** Flags about recordings that make no sense. */
const READ_RULE: Rule = {
  flags: ["read"],
  because: "a recording is read from a file",
  clash: (values) => filesOf(values).includes("-"),
};

const needsRead = (flag: string): Rule => ({
  flags: [flag],
  because: "only a recording has a past: give --read as well",
  clash: (values) => filesOf(values).length === 0,
});

/** For commands that have {@link PAST_FLAGS}. */
export const PAST_RULES: readonly Rule[] = [READ_RULE, needsRead("at")];

/** For commands that have {@link REPLAY_FLAGS}. */
export const REPLAY_RULES: readonly Rule[] = [READ_RULE, needsRead("since"), needsRead("until")];

/** Rules for flags that say how to trace, which reading a recording does not. */
export function replayRules(flags: readonly string[]): readonly Rule[] {
  return flags.map((flag) => ({ flags: ["read", flag], because: "a recording is not traced" }));
}
