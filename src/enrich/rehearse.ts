import type { CgroupEvent, ExecEvent } from "../model/event.ts";
import { Labeller } from "./labeller.ts";
import type { LabellerOptions } from "./labeller_options.ts";
import { RuntimeSet } from "./runtime_set.ts";

/** Of the events below: one that no kernel gives. */
const CGROUP = { hierarchy: 0, id: 0 };

const SEEN: CgroupEvent = {
  kind: "cgroup",
  time: 0,
  action: "seen",
  cgroup: CGROUP,
  path: `/docker/${"0".repeat(64)}`,
  pathTruncated: false,
  forLabels: false,
  process: undefined,
};

/** Its members stand in the decoder's order: for the engine that is the same shape. */
const EXEC: ExecEvent = {
  kind: "exec",
  time: 0,
  forLabels: false,
  process: {
    pid: 2,
    tid: 2,
    vpid: 1,
    parentPid: 1,
    startTime: 0,
    parentStartTime: 0,
    mountNamespace: 0,
    origin: undefined,
    hasExeced: true,
    credentials: {
      uid: 0,
      gid: 0,
      loginUid: undefined,
      sessionId: 0,
      tty: 0,
      namespaces: { cgroup: 1, ipc: 1, mnt: 1, net: 1, pid: 1, user: 1, uts: 1 },
    },
    capabilities: { effective: "0", permitted: "0" },
    command: "sh",
    cgroup: CGROUP,
  },
  program: {
    path: "/bin/sh",
    pathTruncated: false,
    workingDirectory: "/",
    workingDirectoryTruncated: false,
    args: ["sh", "-c", "run --name=x https://host/path"],
    argsTruncated: false,
    upperLayer: false,
    memfd: false,
    setuid: false,
  },
  exit: undefined,
};

/**
 * Labels a program in a container, both made up, for nobody. What is used for the first time is slow: code is read and
 * regular expressions are compiled, 6 ms in all, which are better spent before the first event than on it.
 */
export function rehearse(redact: LabellerOptions["redact"]): void {
  const labeller = new Labeller({
    labelWaitMs: 0,
    runtimes: new RuntimeSet([]),
    judge: () => "yes",
    setVerdict: () => {},
    setMounts: () => {},
    host: { read: () => undefined, link: () => undefined },
    redact,
    emit: () => {},
    bootNow: () => 0,
    timeOf: () => 0,
  });
  labeller.handle(SEEN);
  labeller.handle(EXEC);
  labeller.expire(true);
}
