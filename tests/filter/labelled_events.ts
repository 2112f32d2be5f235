import type { Container } from "../../src/model/container.ts";
import type { Credentials, Event, Exit, Process, Program } from "../../src/model/event.ts";
import type { Cgroup, LabelledEvent } from "../../src/model/labelled_event.ts";
import type { Owner } from "../../src/model/owner.ts";

/** A full container id. */
export const WEB_ID = "bb0c".padEnd(64, "0");

/** Owner of the container `web`. */
export const WEB_OWNER: Owner = { kind: "docker", containerId: WEB_ID, nesting: [] };

/** Owner of a service on the host. */
export const HOST_OWNER: Owner = { kind: "systemd", unit: "cron.service", nesting: [] };

/** The container `web`, all known. */
export const WEB: Container = {
  id: WEB_ID,
  kind: "docker",
  name: "web",
  image: "nginx:1.27",
  runtime: "docker",
  nesting: [],
};

const PROGRAM: Program = {
  path: "/bin/sh",
  pathTruncated: false,
  workingDirectory: "/",
  workingDirectoryTruncated: false,
  args: ["sh"],
  argsTruncated: false,
  upperLayer: false,
  memfd: false,
  setuid: false,
};

const EXIT: Exit = {
  code: 0,
  signal: undefined,
  coreDumped: false,
  oomKilled: false,
  duration: 1,
  cpuTime: 1,
  peakRss: 1,
};

/** Root without a login. */
export const CREDENTIALS: Credentials = {
  uid: 0,
  gid: 0,
  loginUid: undefined,
  sessionId: 0,
  tty: 0,
  namespaces: { cgroup: 1, ipc: 1, mnt: 1, net: 1, pid: 1, user: 1, uts: 1 },
};

/** A process, `sh` of root with pid 100 unless told otherwise. */
export function process(changes: Partial<Process> = {}): Process {
  return {
    pid: 100,
    tid: 100,
    vpid: 1,
    parentPid: 1,
    startTime: 1,
    parentStartTime: 1,
    hasExeced: true,
    origin: undefined,
    mountNamespace: 0,
    credentials: CREDENTIALS,
    capabilities: { effective: "0".repeat(16), permitted: "0".repeat(16) },
    command: "sh",
    cgroup: { hierarchy: 0, id: 82 },
    ...changes,
  };
}

/** An event of each kind. */
export function event(
  kind: Event["kind"],
  changes: { readonly process?: Partial<Process>; readonly exit?: Partial<Exit> } = {},
): Event {
  const of = process(changes.process);
  switch (kind) {
    case "fork":
      return { kind, time: 1, forLabels: false, process: of };
    case "exec":
    case "process":
      return { kind, time: 1, process: of, program: PROGRAM, forLabels: false };
    case "exit":
      return { kind, time: 1, process: of, exit: { ...EXIT, ...changes.exit } };
    case "cgroup":
      return {
        kind,
        time: 1,
        action: "create",
        cgroup: of.cgroup,
        path: "/x",
        pathTruncated: false,
        process: undefined,
        forLabels: false,
      };
    case "container":
      return { kind, time: 1, action: "label" };
    case "lost":
      return { kind, time: 1, ring: "process", reason: "ring_full", count: 1 };
    default:
      throw kind satisfies never;
  }
}

/** An event of the container `web`, or of one with these changes. */
export function inContainer(of: Event, changes: Partial<Container> = {}): LabelledEvent {
  const container = { ...WEB, ...changes };
  return { event: of, cgroup: cgroup(WEB_OWNER), container, label: "ok", role: "child" };
}

/** An event of a container that has no name yet. */
export function inUnnamed(of: Event): LabelledEvent {
  const container: Container = { id: WEB_ID, kind: "docker", nesting: [] };
  return { event: of, cgroup: cgroup(WEB_OWNER), container, label: "unknown", role: "child" };
}

/** An event of the host. */
export function onHost(of: Event): LabelledEvent {
  return {
    event: of,
    cgroup: cgroup(HOST_OWNER),
    container: undefined,
    label: undefined,
    role: undefined,
  };
}

function cgroup(owner: Owner): Cgroup {
  return { hierarchy: 0, id: 82, path: "/x", owner };
}
