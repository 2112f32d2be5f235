import type { Flag, FlagValues, ValuesOf } from "../cli/flag.ts";
import type { CommandSpec, Rule } from "../cli/command_spec.ts";
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
import { RECORD_FLAGS, RECORD_RULES } from "./record_flags.ts";
import { ASCII, ASCII_RULE } from "./process_flags.ts";
import { REPLAY_FLAGS, REPLAY_RULES, replayRules } from "./replay_flags.ts";
import { RUNTIME_FLAGS } from "./runtime_flags.ts";
import {
  FIELDS_FLAG,
  FORMAT,
  FORMAT_RULES,
  NO_HEADER,
  NO_TRUNC,
  RUNTIME_INTERNALS,
  TIMEOUT,
  VERBOSE,
} from "./shared_flags.ts";
import { REDACT_FLAGS, REDACT_RULES } from "./redact_flags.ts";

/** Kinds of events that `--events` takes; `lost` is not among them: it is always shown. */
export const EVENT_KINDS = ["fork", "exec", "exit", "process", "cgroup", "container"] as const;

/** Largest pid that Linux can be set up to give (`PID_MAX_LIMIT`). */
const MAX_PID = 4_194_304;

/** The flags of `ctrack trace`. */
export const TRACE_FLAGS = [
  ...CONTAINER_FLAGS,
  {
    long: "events",
    short: "e",
    type: "list",
    item: "choice",
    choices: EVENT_KINDS,
    value: "KIND,...",
    default: ["fork", "exec", "exit", "container"],
    group: "Which events",
    help: "Kinds of events: fork, exec, exit, process (what runs already), cgroup, container.",
  },
  {
    long: "pid",
    short: "p",
    type: "list",
    item: "integer",
    min: 1,
    max: MAX_PID,
    value: "PID,...",
    group: "Which events",
    absent: "every process",
    help: "Only processes with this pid, as the host counts.",
  },
  UID,
  COMM,
  {
    long: "failed",
    short: "x",
    type: "boolean",
    group: "Which events",
    help: "Only exits with a code other than 0 or by a signal.",
  },
  FILTER,
  HOST,
  {
    long: "host-only",
    type: "boolean",
    group: "Which events",
    help: "Show the host's own processes and no container.",
  },
  {
    ...RUNTIME_INTERNALS,
    group: "Which events",
    help: "Show runtimes' own work in containers too (runc before the program); else only counted.",
  },
  TIMEOUT,
  {
    long: "max-events",
    type: "integer",
    value: "N",
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    group: "When to end",
    absent: "no limit",
    help: "End after this many events.",
  },
  {
    long: "fail-on-lost",
    type: "boolean",
    group: "When to end",
    help: "Exit with 1 when an event was lost.",
  },
  {
    long: "fail-on-unlabelled",
    type: "boolean",
    group: "When to end",
    help: "Exit with 1 when a container's event went out without its name.",
  },
  {
    long: "tree",
    type: "boolean",
    group: "Output",
    help: "Print no events but, when the command after -- has ended, the tree of all it started.",
  },
  ASCII,
  ...REPLAY_FLAGS,
  ...RECORD_FLAGS,
  ...REDACT_FLAGS,
  FORMAT,
  FIELDS_FLAG,
  NO_TRUNC,
  NO_HEADER,
  COLOR,
  QUIET,
  VERBOSE,
  LABEL_WAIT,
  BUFFER_SIZE,
  ...RUNTIME_FLAGS,
] as const satisfies readonly Flag[];

/** Values of the flags of `ctrack trace`. */
export type TraceValues = ValuesOf<typeof TRACE_FLAGS>;

const NO_CONTAINER = "--host-only shows no container";

/** Flags that say something of containers alone. */
const NEED_CONTAINERS = [
  ...CONTAINER_FLAGS.map(({ long }) => long),
  "fail-on-unlabelled",
  "label-wait",
  "nested",
];

/** Flags that say how to trace what happens now. */
const NEED_KERNEL = [
  ...["timeout", "label-wait", "buffer-size"],
  ...RUNTIME_FLAGS.map(({ long }) => long),
];

const eventsLack = (...kinds: string[]) => ({ events }: FlagValues) =>
  Array.isArray(events) && !events.some((kind) => kinds.includes(String(kind)));

const PROCESS_KINDS = ["fork", "exec", "exit", "process", "cgroup"];

/** Flags of `ctrack trace` that contradict each other. */
const TRACE_RULES: readonly Rule[] = [
  { flags: ["host", "host-only"], because: "--host-only alone shows the host's processes" },
  ...NEED_CONTAINERS.map((flag) => ({ flags: ["host-only", flag], because: NO_CONTAINER })),
  {
    flags: ["host-only", "events"],
    because: `${NO_CONTAINER}, and no other kind of event is asked for`,
    clash: eventsLack(...PROCESS_KINDS),
  },
  { flags: ["quiet", "verbose"], because: "one asks for less on stderr, the other for more" },
  ...FORMAT_RULES,
  COLOR_RULE,
  {
    flags: ["failed", "events"],
    because: "only an exit can tell of failure",
    clash: eventsLack("exit"),
  },
  ...["format", "fields", "max-events", "read"].map((flag) => ({
    flags: ["tree", flag],
    because: "a tree of what a command started is printed, and no events",
    clash: (values: FlagValues) => flag !== "format" || values["format"] !== "table",
  })),
  ASCII_RULE,
  ...["pid", "uid", "comm"].map((flag) => ({
    flags: [flag, "events"],
    because: "a container event belongs to no process",
    clash: eventsLack(...PROCESS_KINDS),
  })),
  ...REPLAY_RULES,
  ...replayRules(NEED_KERNEL),
  ...RECORD_RULES,
  ...REDACT_RULES,
];

/** `ctrack trace` as parser, help and completions know it. */
export const TRACE = {
  name: "trace",
  purpose: "show live what starts and ends in every container",
  isDefault: true,
  examples: [
    {
      command: "sudo ctrack --format table",
      says: "every process that starts or ends in a container, with its name",
    },
    { command: "sudo ctrack -c web -e exec", says: "what the container web executes" },
    {
      command: "sudo ctrack -x -c 'shop-*,!shop-test'",
      says: "what fails in the containers of the shop, its test left out",
    },
    {
      command: "sudo ctrack -n shop -l 'app=cart,tier!=cache' -e exec",
      says: "what some pods of a Kubernetes namespace execute, chosen by their labels",
    },
    {
      command: "sudo ctrack -o json -t 10s --fail-on-lost > events.json",
      says: "ten seconds as JSON lines, exit code 1 if one event is missing",
    },
    {
      command: "sudo ctrack -w run.ctrack --rotate 100M --keep 10",
      says: "record while showing, the last 1000 MiB of it",
    },
    {
      command: "ctrack -r run.ctrack -c web -x --since 10:15 --until 10:20",
      says: "what failed in web then, read from the recording",
    },
    {
      command: "sudo ctrack --tree -- docker run --rm img ./smoke",
      says: "what a command starts, as a tree; the exit code is the command's",
    },
    {
      command: "sudo ctrack -f 'process.user.id == 0 && process.command == \"sh\"'",
      says: "shells that run as root",
    },
  ],
  positionals: [],
  rest: {
    name: "CMD ARGS...",
    help:
      "Run this while tracing; end with its exit code when it and the containers it started have ended.",
  },
  flags: TRACE_FLAGS,
  rules: TRACE_RULES,
} as const satisfies CommandSpec;
