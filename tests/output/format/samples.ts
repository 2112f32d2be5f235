/** Events to format: plain ones to change in a test, and arbitrary ones for property tests. */
import fc from "fast-check";
import { type Container, CONTAINER_STATES } from "../../../src/model/container.ts";
import {
  type ContainerEvent,
  type Event,
  type ExecEvent,
  type Exit,
  type ExitEvent,
  type Happening,
  LIFE_CYCLE_ACTIONS,
  type LostEvent,
  type Process,
  PROCESS_STATES,
  type Program,
  type Usage,
} from "../../../src/model/event.ts";
import { type Cgroup, type LabelledEvent, ROLES } from "../../../src/model/labelled_event.ts";
import { createWallClock } from "../../../src/output/format/clock.ts";
import type { Format } from "../../../src/output/format/format.ts";
import { LineBuffer } from "../../../src/output/format/line_buffer.ts";

/** 2026-11-21T22:10:54.123456789Z at 0 ns since boot. */
export const BOOT = 1795299054123456789n;

/** A clock one hour ahead of UTC, and a host. */
export const CONTEXT = { clock: createWallClock(BOOT, () => 60), hostName: "n1" };

const ID = "bb0c".repeat(16);

export const PROCESS: Process = {
  pid: 3846,
  tid: 3846,
  vpid: 7,
  parentPid: 3779,
  startTime: 0,
  parentStartTime: 0,
  hasExeced: true,
  origin: undefined,
  mountNamespace: 0,
  credentials: {
    uid: 0,
    gid: 0,
    loginUid: undefined,
    sessionId: 0,
    tty: 0,
    namespaces: { cgroup: 1, ipc: 2, mnt: 3, net: 4, pid: 5, user: 6, uts: 7 },
  },
  capabilities: { effective: "00000000a80425fb", permitted: "00000000a80425fb" },
  command: "sh",
  cgroup: { hierarchy: 0, id: 82 },
};

export const PROGRAM: Program = {
  path: "/bin/sh",
  pathTruncated: false,
  workingDirectory: "/",
  workingDirectoryTruncated: false,
  args: ["sh", "-c", "true"],
  argsTruncated: false,
  upperLayer: false,
  memfd: false,
  setuid: false,
};

export const EXIT: Exit = {
  code: 0,
  signal: undefined,
  coreDumped: false,
  oomKilled: false,
  duration: 12_500_000,
  cpuTime: 2_000_001,
  peakRss: 4096,
};

export const CONTAINER: Container = {
  id: ID,
  kind: "docker",
  name: "web",
  image: "nginx:1.27",
  runtime: "docker",
  nesting: [],
};

export const CGROUP: Cgroup = {
  hierarchy: 0,
  id: 82,
  path: `/docker/${ID}`,
  owner: { kind: "docker", containerId: ID, nesting: [] },
};

/** What a format writes of an event. */
export function lineOf(format: Pick<Format, "write">, labelled: LabelledEvent): string {
  const out = new LineBuffer();
  format.write(labelled, out);
  return out.toString();
}

/** An event of the container `web`. */
export function inContainer(event: Event, changes: Partial<LabelledEvent> = {}): LabelledEvent {
  return { event, cgroup: CGROUP, container: CONTAINER, label: "ok", role: "child", ...changes };
}

/** A step of a container's life. */
export function happened(happening: Omit<Happening, "epochTime">): ContainerEvent {
  const { action } = happening;
  return { kind: "container", time: 0, action, happening: { epochTime: BOOT, ...happening } };
}

/** An event outside of any container. */
export function onHost(event: Event, owner: Cgroup["owner"] | undefined): LabelledEvent {
  const cgroup = owner && { hierarchy: 0, id: 5, path: "/system.slice/ssh.service", owner };
  return { event, cgroup, container: undefined, label: undefined, role: undefined };
}

export function exec(program: Partial<Program> = {}, process: Partial<Process> = {}): ExecEvent {
  return {
    kind: "exec",
    time: 0,
    process: { ...PROCESS, ...process },
    program: { ...PROGRAM, ...program },
    forLabels: false,
  };
}

export function exit(changes: Partial<Exit> = {}, process: Partial<Process> = {}): ExitEvent {
  return {
    kind: "exit",
    time: 0,
    process: { ...PROCESS, ...process },
    exit: { ...EXIT, ...changes },
  };
}

export const LOST: LostEvent = {
  kind: "lost",
  time: 0,
  ring: "process",
  reason: "ring_full",
  count: 128,
};

/** Strings of what processes like to hide: controls, bidi, lone surrogates, quotes, wide text. */
export const hostileText: fc.Arbitrary<string> = fc.array(
  fc.oneof(
    fc.constantFrom(
      "a",
      "sh",
      "/",
      " ",
      "'",
      '"',
      "\\",
      "$",
      "=",
      "-",
      ",",
      "\n",
      "\t",
      "\x1b[31m",
    ),
    fc.constantFrom("\x7f", "\x9b", "\u202e", "\u2066", "\u200b", "\u2028", "\udc80", "\ud83d"),
    fc.constantFrom("\u4f60", "\u{1f600}", "e\u0301", "\ufe0f", "\u{e0041}", "{{", "}}"),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  ),
  { maxLength: 12 },
).map((parts) => parts.join(""));

const id = fc.integer({ min: 0, max: 0xffffffff });
const forLabels = fc.constant(false);
const ns = fc.oneof(fc.integer({ min: 0, max: 2 ** 40 }), fc.maxSafeNat());

/** Few objects, as the decoder and the registry share theirs between events. */
function shared<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.constantFrom(...fc.sample(values, { numRuns: 5, seed: 1 }));
}

const namespaces = fc.record({
  cgroup: id,
  ipc: id,
  mnt: id,
  net: fc.constantFrom(0, 4026531840),
  pid: id,
  user: id,
  uts: id,
});
const credentials = shared(fc.record({
  uid: id,
  gid: id,
  loginUid: fc.option(id, { nil: undefined }),
  sessionId: fc.constantFrom(0, 1, 77),
  tty: fc.constantFrom(0, (136 << 20) | 3, (4095 * 2 ** 20) + 9),
  namespaces,
}));
const process: fc.Arbitrary<Process> = fc.record({
  pid: id,
  tid: id,
  vpid: id,
  parentPid: id,
  startTime: ns,
  parentStartTime: ns,
  hasExeced: fc.boolean(),
  origin: fc.constant(undefined),
  mountNamespace: fc.constant(0),
  credentials,
  capabilities: shared(fc.record({ effective: fc.string(), permitted: fc.string() })),
  command: hostileText,
  cgroup: fc.record({ hierarchy: fc.constantFrom(0, 7), id }),
});
const program: fc.Arbitrary<Program> = fc.oneof(
  fc.constant(PROGRAM),
  fc.record({
    path: hostileText,
    pathTruncated: fc.boolean(),
    workingDirectory: hostileText,
    workingDirectoryTruncated: fc.boolean(),
    args: fc.array(hostileText, { maxLength: 4 }),
    argsTruncated: fc.boolean(),
    argsRedacted: fc.boolean(),
    upperLayer: fc.boolean(),
    memfd: fc.boolean(),
    setuid: fc.boolean(),
  }),
);
const happening: fc.Arbitrary<Happening> = fc.record({
  action: fc.constantFrom(...LIFE_CYCLE_ACTIONS),
  epochTime: fc.constant(BOOT),
  exitCode: id,
  signal: hostileText,
  oldName: hostileText,
  commandLine: hostileText,
  health: hostileText,
}, { requiredKeys: ["action", "epochTime"] });
const ending: fc.Arbitrary<Exit> = fc.record({
  code: fc.option(id, { nil: undefined }),
  signal: fc.option(fc.constantFrom("SIGKILL", "SIGRTMIN+3"), { nil: undefined }),
  coreDumped: fc.boolean(),
  oomKilled: fc.boolean(),
  duration: ns,
  cpuTime: ns,
  peakRss: fc.maxSafeNat(),
});

const usage: fc.Arbitrary<Usage> = fc.record({
  state: fc.constantFrom(...PROCESS_STATES),
  cpuTime: ns,
  rss: fc.maxSafeNat(),
});

/** Any event at all. */
export const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant("fork"), time: ns, process, forLabels }),
  fc.record({ kind: fc.constant("exec"), time: ns, process, program, forLabels }),
  fc.record({ kind: fc.constant("process"), time: ns, process, program, forLabels, usage }, {
    requiredKeys: ["kind", "time", "process", "program", "forLabels"],
  }),
  fc.record({ kind: fc.constant("exit"), time: ns, process, exit: ending }),
  fc.record({
    kind: fc.constant("cgroup"),
    time: ns,
    action: fc.constantFrom("seen", "create", "remove", "release", "rename", "attach"),
    cgroup: fc.record({ hierarchy: fc.constantFrom(0, 7), id }),
    path: hostileText,
    pathTruncated: fc.boolean(),
    process: fc.option(process, { nil: undefined }),
    forLabels,
  }),
  fc.record({ kind: fc.constant("container"), time: ns, action: fc.constant("label") }),
  fc.record({ kind: fc.constant("container"), time: ns, happening }).map((event) => ({
    ...event,
    action: event.happening.action,
  })),
  fc.record({
    kind: fc.constant("lost"),
    time: ns,
    ring: hostileText,
    reason: fc.constantFrom("ring_full", "too_large", "recursion", "undecodable"),
    count: id,
  }),
) as fc.Arbitrary<Event>;

const cgroup: fc.Arbitrary<Cgroup> = fc.record({
  hierarchy: fc.constantFrom(0, 4),
  id,
  path: hostileText,
  owner: fc.record(
    {
      kind: fc.constantFrom("docker", "host", "systemd", "talos", "unknown"),
      podUid: fc.string(),
      unit: hostileText,
      nesting: fc.constant([]),
    },
    { requiredKeys: ["kind", "nesting"] },
  ),
});
const labels = fc.dictionary(hostileText, hostileText, { maxKeys: 3 });
const epochMs = fc.oneof(fc.integer({ min: 0, max: 2 ** 42 }), fc.double());
const container: fc.Arbitrary<Container> = fc.record(
  {
    id: hostileText,
    kind: fc.constantFrom("docker", "kubernetes-containerd"),
    name: hostileText,
    image: hostileText,
    runtime: hostileText,
    pod: fc.record(
      {
        uid: fc.string(),
        name: fc.string(),
        namespace: fc.string(),
        container: fc.string(),
        labels,
      },
      { requiredKeys: [] },
    ),
    orchestration: fc.record({
      compose: fc.record({ project: hostileText, service: hostileText }, { requiredKeys: [] }),
      swarm: fc.record({ service: hostileText, task: hostileText }, { requiredKeys: [] }),
      nomad: fc.record({ job: hostileText, task: hostileText }, { requiredKeys: [] }),
    }, { requiredKeys: [] }),
    labels,
    state: fc.constantFrom(...CONTAINER_STATES),
    createdAt: epochMs,
    startedAt: epochMs,
    restartCount: id,
    isSandbox: fc.boolean(),
    nesting: fc.array(hostileText, { maxLength: 2 }),
  },
  { requiredKeys: ["id", "kind", "nesting"] },
);

/** Any event with any label; cgroups and containers are shared between events. */
export const anyLabelled: fc.Arbitrary<LabelledEvent> = fc.record({
  event: anyEvent,
  cgroup: fc.option(shared(cgroup), { nil: undefined }),
  container: fc.option(shared(container), { nil: undefined }),
  label: fc.constantFrom("ok", "late", "unknown"),
  role: fc.option(fc.constantFrom(...ROLES), { nil: undefined }),
}).map((labelled): LabelledEvent => ({
  ...labelled,
  label: labelled.container && labelled.label,
} as LabelledEvent));
