import type { CommandSpec, Rule } from "../cli/command_spec.ts";
import type { Flag, ValuesOf } from "../cli/flag.ts";
import { CONTAINER_FLAGS } from "./container_flags.ts";
import {
  BUFFER_SIZE,
  COLOR,
  COLOR_RULE,
  COMM,
  FILTER,
  HOST,
  LABEL_WAIT,
  QUIET,
  UID,
} from "./event_flags.ts";
import { RUNTIME_FLAGS } from "./runtime_flags.ts";
import { FIELDS_FLAG, FORMAT, FORMAT_RULES, NO_HEADER, NO_TRUNC, VERBOSE } from "./shared_flags.ts";
import { REDACT_FLAGS, REDACT_RULES } from "./redact_flags.ts";

/** What `ctrack history` can be asked. */
export const HISTORY_QUESTIONS = [
  "runs",
  "failed",
  "longest",
  "ancestors",
  "containers",
  "life",
  "gaps",
] as const;

/** One of {@link HISTORY_QUESTIONS}. */
export type HistoryQuestion = typeof HISTORY_QUESTIONS[number];

/** What follows `ctrack history`. */
const WORDS = ["record", ...HISTORY_QUESTIONS] as const;

const RECORDING = "How to record";
const ASKING = "What to ask";

/** Shortest time that is worth a file, ms. */
const MIN_RETENTION = 60_000;
/** Ten years, ms. */
const MAX_RETENTION = 3653 * 86_400_000;
/** A file that holds nothing has 200 KiB. */
const MIN_SIZE = 1 << 20;

const RETENTION = {
  long: "retention",
  type: "duration",
  value: "TIME",
  min: MIN_RETENTION,
  max: MAX_RETENTION,
  group: RECORDING,
  absent: "keep all",
  help: "Remove what ended longer ago than this, such as 12h or 7d.",
} as const satisfies Flag;

const MAX_SIZE = {
  long: "max-size",
  type: "size",
  value: "SIZE",
  min: MIN_SIZE,
  max: 1024 ** 4,
  group: RECORDING,
  absent: "no limit",
  help: "Remove the oldest when the file is larger than this, such as 500M or 2G.",
} as const satisfies Flag;

const SINCE = {
  long: "since",
  type: "moment",
  value: "WHEN",
  group: ASKING,
  absent: "the beginning",
  help: "From then on: 10m or 2d ago, '2026-11-22 10:00', or RFC 3339.",
} as const satisfies Flag;

const UNTIL = {
  long: "until",
  type: "moment",
  value: "WHEN",
  group: ASKING,
  absent: "now",
  help: "Up to then, written as for --since.",
} as const satisfies Flag;

const AT = {
  long: "at",
  type: "moment",
  value: "WHEN",
  group: ASKING,
  absent: "the last process with that pid",
  help: "The process that had the pid then, for ancestors.",
} as const satisfies Flag;

const LIMIT = {
  long: "limit",
  type: "integer",
  value: "N",
  min: 1,
  max: 1_000_000,
  group: ASKING,
  absent: "10 for longest, else all",
  help: "At most so many, of runs, failed and life the last ones.",
} as const satisfies Flag;

const RECORD_ONLY = [RETENTION, MAX_SIZE, LABEL_WAIT, BUFFER_SIZE, ...RUNTIME_FLAGS] as const;
const SPAN = [SINCE, UNTIL] as const;
const FILTERS = [COMM, UID, FILTER] as const;
const EVENT_OUTPUT = [FIELDS_FLAG, COLOR] as const;
const OUTPUT = [FORMAT, NO_TRUNC, NO_HEADER] as const;

/** The flags of `ctrack history`. */
export const HISTORY_FLAGS = [
  {
    long: "db",
    type: "string",
    value: "FILE",
    file: true,
    default: "/var/lib/ctrack/history.db",
    group: "Which history",
    help: "The file, an SQLite database.",
  },
  ...SPAN,
  AT,
  LIMIT,
  ...CONTAINER_FLAGS,
  HOST,
  ...FILTERS,
  ...REDACT_FLAGS,
  ...OUTPUT,
  ...EVENT_OUTPUT,
  QUIET,
  VERBOSE,
  ...RECORD_ONLY,
] as const satisfies readonly Flag[];

/** Values of the flags of `ctrack history`. */
export type HistoryValues = ValuesOf<typeof HISTORY_FLAGS>;

/** What some flags go with: with other words they make no sense. */
const GO_WITH: readonly (readonly [flags: readonly Flag[], words: readonly string[]])[] = [
  [RECORD_ONLY, ["record"]],
  [SPAN, ["runs", "failed", "longest", "containers", "life", "gaps"]],
  [[AT], ["ancestors"]],
  [[LIMIT], ["runs", "failed", "longest", "life"]],
  [CONTAINER_FLAGS, ["record", "runs", "failed", "longest", "containers", "life"]],
  [[HOST], ["record", "runs", "failed", "longest"]],
  [REDACT_FLAGS, ["record", "runs", "failed", "longest", "ancestors", "life"]],
  [FILTERS, ["runs", "failed", "longest"]],
  [OUTPUT, HISTORY_QUESTIONS],
  [EVENT_OUTPUT, ["runs", "failed", "longest", "ancestors", "life"]],
];

const HISTORY_RULES: readonly Rule[] = [
  ...GO_WITH.flatMap(([flags, words]) =>
    flags.map(({ long }): Rule => ({
      flags: [long],
      because: `it goes with history ${listOf(words)}`,
      clash: (_, [word]) => word !== undefined && !words.includes(word),
    }))
  ),
  {
    flags: ["format"],
    because: "history containers and history gaps are printed as table or json",
    clash: ({ format }, [word = ""]) =>
      ["containers", "gaps"].includes(word) && format !== "table" && format !== "json",
  },
  { flags: ["quiet", "verbose"], because: "one asks for less on stderr, the other for more" },
  {
    flags: ["since", "until"],
    because: "nothing is between them",
    clash: ({ since, until }) =>
      typeof since === "bigint" && typeof until === "bigint" && since > until,
  },
  ...FORMAT_RULES,
  COLOR_RULE,
  ...REDACT_RULES,
];

/** `a, b and c`. */
function listOf(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** `ctrack history` as parser, help and completions know it. */
export const HISTORY = {
  name: "history",
  purpose: "record what ran in a database, and ask it later",
  examples: [
    {
      command: "sudo ctrack history record --retention 7d --max-size 1G",
      says: "record until stopped, as the service does",
    },
    {
      command: "ctrack history runs -c web --since 1h --until 45m",
      says: "who ran in a container in a quarter of an hour",
    },
    { command: "ctrack history failed --since 1h", says: "what ended badly" },
    { command: "ctrack history longest --limit 5 -c 'shop-*'", says: "what took longest" },
    {
      command: "ctrack history ancestors 4711 --at 2026-11-22T10:05:00Z",
      says: "where a process came from; exit code 1 when nobody knows it",
    },
    { command: "ctrack history containers --since 1d", says: "which containers there were" },
    { command: "ctrack history gaps", says: "what was missed, and why" },
  ],
  positionals: [
    {
      name: "WHAT",
      help: "record; runs, failed or longest: processes; ancestors: of the process PID; " +
        "containers; life: what happened to containers; gaps: what was not recorded.",
      required: true,
      choices: WORDS,
    },
    { name: "PID", help: "For ancestors: a process id, as the host counts.", required: false },
  ],
  flags: HISTORY_FLAGS,
  rules: HISTORY_RULES,
} as const satisfies CommandSpec;
