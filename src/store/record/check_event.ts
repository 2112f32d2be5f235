import {
  type Container,
  CONTAINER_STATES,
  type Label,
  type Orchestration,
  type Pod,
} from "../../model/container.ts";
import {
  type Capabilities,
  type CgroupAction,
  type CgroupEvent,
  type CgroupKey,
  type ContainerEvent,
  type Credentials,
  type Event,
  type ExecEvent,
  type Exit,
  type ExitEvent,
  type ForkEvent,
  type Happening,
  LIFE_CYCLE_ACTIONS,
  type LostEvent,
  type Namespaces,
  type Origin,
  type Process,
  PROCESS_STATES,
  type Program,
  type SnapshotEvent,
  type SourceLossReason,
  type Usage,
} from "../../model/event.ts";
import { type Cgroup, type LabelledEvent, ROLES } from "../../model/labelled_event.ts";
import { type NestingLevel, type Owner, OWNER_KINDS } from "../../model/owner.ts";
import {
  type Check,
  fields,
  isAbsent,
  isBigint,
  isCount,
  isFlag,
  isNumber,
  isObject,
  isOneOf,
  isSpan,
  isText,
  isTime,
  listOf,
  mapOf,
  optional,
  shared,
} from "./check.ts";

/**
 * The form of events, as the model has it: whatever reads events trusts their types, and a file can hold
 * anything. The compiler asks for each field of the model; one that the model does not have passes unseen.
 */

/** Words that the model has as types alone: as keys, so that the compiler misses a new one. */
const CGROUP_ACTIONS: Readonly<Record<CgroupAction, true>> = {
  seen: true,
  create: true,
  remove: true,
  release: true,
  rename: true,
  attach: true,
};
const LOSS_REASONS: Readonly<Record<SourceLossReason, true>> = {
  ring_full: true,
  too_large: true,
  recursion: true,
  undecodable: true,
};
const LABEL_WORDS: Readonly<Record<Label, true>> = { ok: true, late: true, unknown: true };

const isKeyOf = (words: object): Check => isOneOf(Object.keys(words));

const CGROUP_KEY = shared(fields<CgroupKey>({ hierarchy: isCount, id: isCount }));

const OWNER = shared(fields<Owner>({
  kind: isOneOf(OWNER_KINDS),
  containerId: optional(isText),
  podUid: optional(isText),
  unit: optional(isText),
  nesting: listOf(fields<NestingLevel>({ kind: isOneOf(OWNER_KINDS), containerId: isText })),
}));

const CGROUP = shared(
  fields<Cgroup>({ hierarchy: isCount, id: isCount, path: isText, owner: OWNER }),
);

/** What one orchestrator tells. */
type Part<K extends keyof Orchestration> = NonNullable<Orchestration[K]>;

const LABELS = optional(mapOf(isText));

const CONTAINER = shared(fields<Container>({
  id: isText,
  kind: isOneOf(OWNER_KINDS),
  name: optional(isText),
  image: optional(isText),
  runtime: optional(isText),
  pod: optional(fields<Pod>({
    uid: optional(isText),
    name: optional(isText),
    namespace: optional(isText),
    container: optional(isText),
    labels: LABELS,
  })),
  orchestration: optional(fields<Orchestration>({
    compose: optional(
      fields<Part<"compose">>({ project: optional(isText), service: optional(isText) }),
    ),
    swarm: optional(fields<Part<"swarm">>({ service: optional(isText), task: optional(isText) })),
    nomad: optional(fields<Part<"nomad">>({ job: optional(isText), task: optional(isText) })),
  })),
  labels: LABELS,
  state: optional(isOneOf(CONTAINER_STATES)),
  createdAt: optional(isNumber),
  startedAt: optional(isNumber),
  restartCount: optional(isCount),
  isSandbox: optional(isFlag),
  nesting: listOf(isText),
  around: optional(listOf(isText)),
}));

const KNOWN_NAMESPACES = fields<Namespaces>({
  cgroup: isCount,
  ipc: isCount,
  mnt: isCount,
  net: isCount,
  pid: isCount,
  user: isCount,
  uts: isCount,
});

/** JSON writes whatever namespaces there are. */
const ALL_NAMESPACES = mapOf(isCount);

const CREDENTIALS = shared(fields<Credentials>({
  uid: isCount,
  gid: isCount,
  loginUid: optional(isCount),
  sessionId: isCount,
  tty: isCount,
  namespaces: shared((value) => KNOWN_NAMESPACES(value) && ALL_NAMESPACES(value)),
}));

const PROCESS = fields<Process>({
  pid: isCount,
  tid: isCount,
  vpid: isCount,
  parentPid: isCount,
  startTime: isSpan,
  parentStartTime: isSpan,
  hasExeced: isFlag,
  origin: optional(
    shared(fields<Origin>({ cgroup: CGROUP_KEY, mountNamespace: isCount, command: isText })),
  ),
  mountNamespace: isCount,
  credentials: CREDENTIALS,
  capabilities: shared(fields<Capabilities>({ effective: isText, permitted: isText })),
  command: isText,
  cgroup: CGROUP_KEY,
});

const PROGRAM = shared(fields<Program>({
  path: isText,
  pathTruncated: isFlag,
  workingDirectory: isText,
  workingDirectoryTruncated: isFlag,
  args: listOf(isText),
  argsTruncated: isFlag,
  argsRedacted: optional(isFlag),
  upperLayer: isFlag,
  memfd: isFlag,
  setuid: isFlag,
}));

const EXIT = fields<Exit>({
  code: optional(isCount),
  signal: optional(isText),
  coreDumped: isFlag,
  oomKilled: isFlag,
  duration: isSpan,
  cpuTime: isSpan,
  peakRss: isCount,
});

const USAGE = fields<Usage>({
  state: isOneOf(PROCESS_STATES),
  cpuTime: isSpan,
  rss: isCount,
});

const HAPPENING = fields<Happening>({
  action: isOneOf(LIFE_CYCLE_ACTIONS),
  epochTime: isBigint,
  exitCode: optional(isNumber),
  signal: optional(isText),
  oldName: optional(isText),
  commandLine: optional(isText),
  health: optional(isText),
});

/** The kind has chosen the form already. */
type Known<E extends Event> = Omit<E, "kind">;

/** An exit is told to whoever asked for it alone. */
function isNotTrue(value: unknown): boolean {
  return value === undefined || value === false;
}

/** The form of each kind of event; a new kind is one line here. */
const EVENTS: Readonly<Record<Event["kind"], Check>> = {
  fork: fields<Known<ForkEvent>>({
    time: isTime,
    forLabels: isFlag,
    process: PROCESS,
    program: isAbsent,
    exit: isAbsent,
  }),
  exec: fields<Known<ExecEvent>>({
    time: isTime,
    forLabels: isFlag,
    process: PROCESS,
    program: PROGRAM,
    exit: isAbsent,
  }),
  exit: fields<Known<ExitEvent>>({
    time: isTime,
    forLabels: isNotTrue,
    process: PROCESS,
    program: optional(PROGRAM),
    exit: EXIT,
  }),
  process: fields<Known<SnapshotEvent>>({
    time: isTime,
    forLabels: isFlag,
    process: PROCESS,
    program: PROGRAM,
    exit: isAbsent,
    usage: optional(USAGE),
  }),
  cgroup: fields<Known<CgroupEvent>>({
    time: isTime,
    action: isKeyOf(CGROUP_ACTIONS),
    cgroup: CGROUP_KEY,
    path: isText,
    pathTruncated: isFlag,
    forLabels: isFlag,
    process: optional(PROCESS),
  }),
  container: fields<Known<ContainerEvent>>({
    time: isTime,
    action: isOneOf(["label", ...LIFE_CYCLE_ACTIONS]),
    happening: optional(HAPPENING),
  }),
  lost: fields<Known<LostEvent>>({
    time: isTime,
    ring: isText,
    reason: isKeyOf(LOSS_REASONS),
    count: isCount,
  }),
};

const CHECKS: ReadonlyMap<unknown, Check> = new Map(Object.entries(EVENTS));

const AROUND = fields<Omit<LabelledEvent, "event">>({
  cgroup: optional(CGROUP),
  container: optional(CONTAINER),
  label: optional(isKeyOf(LABEL_WORDS)),
  role: optional(isOneOf(ROLES)),
});

/** Whether a word is a kind of event. */
export function isEventKind(value: unknown): value is Event["kind"] {
  return CHECKS.has(value);
}

/** Whether a value from a file is an event that formats and filters can read. */
export function isLabelledEvent(value: unknown): value is LabelledEvent {
  if (!isObject(value)) return false;
  const { event } = value;
  return isObject(event) && CHECKS.get(event["kind"])?.(event) === true && AROUND(value);
}
