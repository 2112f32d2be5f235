import type { Rule } from "../cli/command_spec.ts";
import type { Flag, FlagValues, ValuesOf } from "../cli/flag.ts";

const GROUP = "Recordings";

/** Most files that may be kept: far more than anybody looks through. */
const KEEP_MAX = 10_000;

/** For commands that can record what they show. */
export const RECORD_FLAGS = [
  {
    long: "write",
    short: "w",
    type: "string",
    value: "FILE",
    file: true,
    group: GROUP,
    absent: "nothing is recorded",
    help:
      "Record what passes the filters, of every kind unless --events is given; replaces an older " +
      "recording, and no other file.",
  },
  {
    long: "rotate",
    type: "list",
    item: "string",
    value: "SIZE,TIME",
    group: GROUP,
    absent: "one file",
    help:
      "Go on in a new FILE at this size or after this time, such as 100M or 1h; the one before gets " +
      "a number behind its name.",
  },
  {
    long: "keep",
    type: "integer",
    value: "N",
    min: 1,
    max: KEEP_MAX,
    default: 10,
    group: GROUP,
    help: "Keep this many files of --rotate, the newest ones.",
  },
] as const satisfies readonly Flag[];

/** Values of the flags that say what to record. */
export type RecordValues = ValuesOf<typeof RECORD_FLAGS>;

const lacksWrite = ({ write }: FlagValues) => write === undefined;
const lacksRotate = ({ rotate }: FlagValues) => !Array.isArray(rotate) || rotate.length === 0;

/** Flags about recording that make no sense. */
export const RECORD_RULES: readonly Rule[] = [
  {
    flags: ["write"],
    because: "a recording goes to a file, and lines go to stdout",
    clash: ({ write }) => write === "-",
  },
  { flags: ["rotate"], because: "only a file of --write rotates", clash: lacksWrite },
  { flags: ["keep"], because: "without --rotate there is one file", clash: lacksRotate },
];
