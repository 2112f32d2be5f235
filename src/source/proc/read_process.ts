import type { CgroupKey, Process, Program, Usage } from "../../model/event.ts";
import { hostFiles } from "../host_files.ts";
import { readProcArgs } from "../proc_args.ts";
import { parseStat, parseStatus } from "./parse_status.ts";

/** A page of memory on x86-64, and mostly on arm64. */
const PAGE = 4096;

/** No login set it. */
const NO_LOGIN = 4_294_967_295;

/** A process that runs. */
export interface ReadProcess {
  /** Without what only its parent's files tell. */
  readonly process: Process;
  readonly program: Program;
  readonly usage: Usage;
}

/** Reads a process from its files in `/proc`; undefined when it has ended. */
export function readProcess(pid: number, cgroup: CgroupKey): ReadProcess | undefined {
  const text = (name: string) => hostFiles.read(`/proc/${pid}/${name}`).text ?? "";
  const stat = parseStat(text("stat"));
  const status = parseStatus(text("status"));
  if (stat === undefined || status === undefined) return undefined;
  const { command, state, parentPid, sessionId, tty, hasExeced, cpuTime, startTime, rss } = stat;
  const { uid, gid, vpid, capabilities } = status;
  const login = Number(text("loginuid") || NO_LOGIN);
  const namespaces = {
    cgroup: namespaceOf(pid, "cgroup"),
    ipc: namespaceOf(pid, "ipc"),
    mnt: namespaceOf(pid, "mnt"),
    net: namespaceOf(pid, "net"),
    pid: namespaceOf(pid, "pid"),
    user: namespaceOf(pid, "user"),
    uts: namespaceOf(pid, "uts"),
  };
  return {
    process: {
      ...{ pid, tid: pid, vpid, parentPid, startTime, parentStartTime: 0, hasExeced, cgroup },
      ...{ origin: undefined, capabilities, command },
      mountNamespace: namespaces.mnt === ownMounts() ? 0 : namespaces.mnt,
      credentials: {
        ...{ uid, gid, sessionId, tty, namespaces },
        loginUid: login === NO_LOGIN ? undefined : login,
      },
    },
    program: programOf(pid),
    usage: { state, cpuTime, rss: rss * PAGE },
  };
}

let mounts: number | undefined;

/** The inode number of ctrack's own mount namespace: that of the host, where ctrack runs there. */
function ownMounts(): number {
  return mounts ??= namespaceOf("self", "mnt");
}

/** 0 for one that may not be seen. */
function namespaceOf(pid: number | "self", name: string): number {
  const link = hostFiles.link(`/proc/${pid}/ns/${name}`).text ?? "";
  return Number(/\[(\d+)\]$/.exec(link)?.[1] ?? 0);
}

function programOf(pid: number): Program {
  return {
    path: (hostFiles.link(`/proc/${pid}/exe`).text ?? "").replace(/ \(deleted\)$/, ""),
    pathTruncated: false,
    workingDirectory: hostFiles.link(`/proc/${pid}/cwd`).text ?? "",
    workingDirectoryTruncated: false,
    upperLayer: false,
    memfd: false,
    setuid: false,
    ...readProcArgs(pid) ?? { args: [], argsTruncated: true },
  };
}
