import { CONTAINER_STATES } from "../../model/container.ts";
import { type Event, LIFE_CYCLE_ACTIONS } from "../../model/event.ts";
import { type LabelledEvent, ROLES } from "../../model/labelled_event.ts";
import { OWNER_KINDS } from "../../model/owner.ts";
import {
  type Check,
  fields,
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
 * anything. A field that is not named here passes unseen.
 */

const CGROUP_KEY = shared(fields({ hierarchy: isCount, id: isCount }));

const OWNER = shared(fields({
  kind: isOneOf(OWNER_KINDS),
  containerId: optional(isText),
  podUid: optional(isText),
  unit: optional(isText),
  nesting: listOf(fields({ kind: isOneOf(OWNER_KINDS), containerId: isText })),
}));

const CGROUP = shared(fields({ hierarchy: isCount, id: isCount, path: isText, owner: OWNER }));

const LABELS = optional(mapOf(isText));

const CONTAINER = shared(fields({
  id: isText,
  kind: isOneOf(OWNER_KINDS),
  name: optional(isText),
  image: optional(isText),
  runtime: optional(isText),
  pod: optional(fields({
    uid: optional(isText),
    name: optional(isText),
    namespace: optional(isText),
    container: optional(isText),
    labels: LABELS,
  })),
  orchestration: optional(fields({
    compose: optional(fields({ project: optional(isText), service: optional(isText) })),
    swarm: optional(fields({ service: optional(isText), task: optional(isText) })),
    nomad: optional(fields({ job: optional(isText), task: optional(isText) })),
  })),
  labels: LABELS,
  state: optional(isOneOf(CONTAINER_STATES)),
  createdAt: optional(isNumber),
  startedAt: optional(isNumber),
  restartCount: optional(isCount),
  isSandbox: optional(isFlag),
  nesting: listOf(isText),
}));

const KNOWN_NAMESPACES = fields({
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

const CREDENTIALS = shared(fields({
  uid: isCount,
  gid: isCount,
  loginUid: optional(isCount),
  sessionId: isCount,
  tty: isCount,
  namespaces: shared((value) => KNOWN_NAMESPACES(value) && ALL_NAMESPACES(value)),
}));

const PROCESS = fields({
  pid: isCount,
  tid: isCount,
  vpid: isCount,
  parentPid: isCount,
  startTime: isSpan,
  parentStartTime: isSpan,
  hasExeced: isFlag,
  origin: optional(
    shared(fields({ cgroup: CGROUP_KEY, mountNamespace: isCount, command: isText })),
  ),
  mountNamespace: isCount,
  credentials: CREDENTIALS,
  capabilities: shared(fields({ effective: isText, permitted: isText })),
  command: isText,
  cgroup: CGROUP_KEY,
});

const PROGRAM = shared(fields({
  path: isText,
  pathTruncated: isFlag,
  workingDirectory: isText,
  workingDirectoryTruncated: isFlag,
  args: listOf(isText),
  argsTruncated: isFlag,
  upperLayer: isFlag,
  memfd: isFlag,
  setuid: isFlag,
}));

const EXIT = fields({
  code: optional(isCount),
  signal: optional(isText),
  coreDumped: isFlag,
  oomKilled: isFlag,
  duration: isSpan,
  cpuTime: isSpan,
  peakRss: isCount,
});

const HAPPENING = fields({
  action: isOneOf(LIFE_CYCLE_ACTIONS),
  epochTime: isBigint,
  exitCode: optional(isNumber),
  signal: optional(isText),
  oldName: optional(isText),
  commandLine: optional(isText),
  health: optional(isText),
});

/** The form of each kind of event; a new kind is one line here. */
const EVENTS: Readonly<Record<Event["kind"], Check>> = {
  fork: fields({ time: isTime, process: PROCESS, forLabels: isFlag }),
  exec: fields({ time: isTime, process: PROCESS, forLabels: isFlag, program: PROGRAM }),
  exit: fields({ time: isTime, process: PROCESS, exit: EXIT }),
  process: fields({ time: isTime, process: PROCESS, forLabels: isFlag, program: PROGRAM }),
  cgroup: fields({
    time: isTime,
    action: isOneOf(["seen", "create", "remove", "release", "rename", "attach"]),
    cgroup: CGROUP_KEY,
    path: isText,
    pathTruncated: isFlag,
    forLabels: isFlag,
    process: optional(PROCESS),
  }),
  container: fields({
    time: isTime,
    action: isOneOf(["label", ...LIFE_CYCLE_ACTIONS]),
    happening: optional(HAPPENING),
  }),
  lost: fields({
    time: isTime,
    ring: isText,
    reason: isOneOf(["ring_full", "too_large", "recursion", "undecodable"]),
    count: isCount,
  }),
};

const CHECKS: ReadonlyMap<unknown, Check> = new Map(Object.entries(EVENTS));

const AROUND = fields({
  cgroup: optional(CGROUP),
  container: optional(CONTAINER),
  label: optional(isOneOf(["ok", "late", "unknown"])),
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
