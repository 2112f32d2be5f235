/**
 * What the kernel told, decoded. Times are nanoseconds since boot as a double: exact for 104 days
 * of uptime (2^53 ns), within 2 ns for the next 104 and so on.
 */

/** A cgroup's identity: ids are unique only within a hierarchy. */
export interface CgroupKey {
  /** Kernel's hierarchy number: 0 is the default (v2) one. */
  readonly hierarchy: number;
  /** `kernfs` node id, equal to the directory's inode number. */
  readonly id: number;
}

/** Inode numbers of a process's namespaces; 0 where the kernel has none. */
export interface Namespaces {
  readonly cgroup: number;
  readonly ipc: number;
  readonly mnt: number;
  readonly net: number;
  readonly pid: number;
  readonly user: number;
  readonly uts: number;
}

/** Capability sets as 16 hexadecimal digits, the form of `/proc/PID/status`. */
export interface Capabilities {
  readonly effective: string;
  readonly permitted: string;
}

/** Who a process acts for and what it sees. The object is shared by events of processes alike in it. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Login (audit) uid; absent when no login set it. */
  readonly loginUid: number | undefined;
  /** Session leader's pid in the host's pid namespace; 0 for none. */
  readonly sessionId: number;
  /** Controlling terminal as `dev_t` (major << 20 | minor); 0 for none. */
  readonly tty: number;
  readonly namespaces: Namespaces;
}

/** The parent of a process that is elsewhere than its child. The object is shared. */
export interface Origin {
  readonly cgroup: CgroupKey;
  /** As {@link Process.mountNamespace}. */
  readonly mountNamespace: number;
  /** The kernel's short name of the parent. */
  readonly command: string;
}

/** What every process event carries about its process, captured at the event. */
export interface Process {
  /** Process id (tgid) in the host's pid namespace. */
  readonly pid: number;
  /** Thread id of the task that caused the event, in the host's pid namespace. */
  readonly tid: number;
  /** Process id in the process's own (innermost) pid namespace. */
  readonly vpid: number;
  /** Process id of the parent in the host's pid namespace. */
  readonly parentPid: number;
  /** Start of the process; with `pid` its unique key. */
  readonly startTime: number;
  /** Start of the parent; with `parentPid` its unique key. */
  readonly parentStartTime: number;
  /** It started a program since it was forked. */
  readonly hasExeced: boolean;
  /** Where its parent is, when that is another cgroup or mount namespace than its own. */
  readonly origin: Origin | undefined;
  /**
   * Number of its mount namespace, never used twice while the host is up, unlike the inode number;
   * 0 for the host's own.
   */
  readonly mountNamespace: number;
  readonly credentials: Credentials;
  readonly capabilities: Capabilities;
  /** The kernel's short name of the process, at most 15 bytes. */
  readonly command: string;
  readonly cgroup: CgroupKey;
}

/** The program a process runs, shared by events like credentials. A truncated string ends where the kernel-side budget ended. */
export interface Program {
  /** Absolute path of the executable in its own mount namespace; empty where the kernel had none. */
  readonly path: string;
  readonly pathTruncated: boolean;
  readonly workingDirectory: string;
  readonly workingDirectoryTruncated: boolean;
  readonly args: readonly string[];
  /** True when arguments beyond 16 KiB were left out; the last one may be cut. */
  readonly argsTruncated: boolean;
  /** Present where secrets were taken out of the arguments. */
  readonly argsRedacted?: boolean;
  /** The executable lies in an overlay's upper layer: not part of the image. */
  readonly upperLayer: boolean;
  /** The executable is an anonymous memory file. */
  readonly memfd: boolean;
  /** The executable has the setuid or setgid bit. */
  readonly setuid: boolean;
}

/** How a process ended. */
export interface Exit {
  /** Exit code; absent when a signal ended the process. */
  readonly code: number | undefined;
  /** Signal name such as `SIGKILL`; absent when the process ended by itself. */
  readonly signal: string | undefined;
  readonly coreDumped: boolean;
  /** The out-of-memory killer chose the process. */
  readonly oomKilled: boolean;
  /** Time from start to exit, ns. */
  readonly duration: number;
  /** CPU time of all its threads, ns. */
  readonly cpuTime: number;
  /** Largest resident set, bytes. */
  readonly peakRss: number;
}

/**
 * Members that a kind does not have may be there as undefined: events that come by the million have all of them, in one
 * order, since the engine reads objects of one shape in half the time.
 */
interface ProcessEventBase {
  /** When it happened, ns since boot. */
  readonly time: number;
  readonly process: Process;
}

/** A new process, seen as the child; threads are not processes. */
export interface ForkEvent extends ProcessEventBase {
  readonly kind: "fork";
  /** Nobody asked for it: it is here for what it tells about others, and goes no further. */
  readonly forLabels: boolean;
  readonly program?: undefined;
  readonly exit?: undefined;
}

/** A process started a program. */
export interface ExecEvent extends ProcessEventBase {
  readonly kind: "exec";
  /** As in {@link ForkEvent}. */
  readonly forLabels: boolean;
  readonly program: Program;
  readonly exit?: undefined;
}

/** The last thread of a process ended. */
export interface ExitEvent extends ProcessEventBase {
  readonly kind: "exit";
  /** Never: an exit is told to whoever asked for it, and for nothing else. */
  readonly forLabels?: false;
  /** What it ran: told by a history, which knows the whole life of a process, and not by the kernel. */
  readonly program?: Program | undefined;
  readonly exit: Exit;
}

/** What a process does, in the words of `/proc/PID/status`. */
export const PROCESS_STATES = [
  "running",
  "sleeping",
  "disk_sleep",
  "stopped",
  "tracing_stop",
  "dead",
  "zombie",
  "parked",
  "idle",
] as const;

/** One of {@link PROCESS_STATES}; a process of several threads is in the state of the first. */
export type ProcessState = typeof PROCESS_STATES[number];

/** What a process uses, at one moment. */
export interface Usage {
  readonly state: ProcessState;
  /** CPU time of all its threads so far, ns. */
  readonly cpuTime: number;
  /** Resident set, bytes. */
  readonly rss: number;
}

/** A process that already ran when tracing began, or when a list was asked for. */
export interface SnapshotEvent extends ProcessEventBase {
  readonly kind: "process";
  /** As in {@link ForkEvent}. */
  readonly forLabels: boolean;
  readonly program: Program;
  readonly exit?: undefined;
  /** Told by snapshots that ask for it. */
  readonly usage?: Usage;
}

/** What happened to a cgroup; `seen` is the first event from a cgroup made before tracing began. */
export type CgroupAction = "seen" | "create" | "remove" | "release" | "rename" | "attach";

/** A cgroup's life cycle. */
export interface CgroupEvent {
  readonly kind: "cgroup";
  readonly time: number;
  readonly action: CgroupAction;
  readonly cgroup: CgroupKey;
  /** Absolute path within the hierarchy. */
  readonly path: string;
  readonly pathTruncated: boolean;
  /** As in {@link ForkEvent}. */
  readonly forLabels: boolean;
  /** The moved process, for `attach` only. */
  readonly process: Process | undefined;
}

/** Why events are missing; `unwritten` ones arrived, but the reader took them no more at the end. */
export type LostReason = "ring_full" | "too_large" | "recursion" | "undecodable" | "unwritten";

/** Why events did not arrive. */
export type SourceLossReason = Exclude<LostReason, "unwritten">;

/** Events that were lost since the previous such event. */
export interface LostEvent {
  readonly kind: "lost";
  readonly time: number;
  /** Which ring buffer, such as `process`. */
  readonly ring: string;
  readonly reason: SourceLossReason;
  readonly count: number;
}

/** What can happen in a container's life, in one vocabulary for all runtimes. */
export const LIFE_CYCLE_ACTIONS = [
  "create",
  "start",
  "restart",
  "exec",
  "exec_exit",
  "pause",
  "unpause",
  "rename",
  "update",
  "kill",
  "oom",
  "health",
  "checkpoint",
  "restore",
  "stop",
  "die",
  "destroy",
] as const;

/** One of {@link LIFE_CYCLE_ACTIONS}. */
export type LifeCycleAction = typeof LIFE_CYCLE_ACTIONS[number];

/** One step of a container's life, as its runtime told. */
export interface Happening {
  readonly action: LifeCycleAction;
  /** The runtime's time, ns since 1970. */
  readonly epochTime: bigint;
  /** Of `die` and `exec_exit`. */
  readonly exitCode?: number;
  /** Signal name such as `SIGTERM`, of `kill`. */
  readonly signal?: string;
  /** The name before, of `rename`. */
  readonly oldName?: string;
  /** Command line, of `exec`. */
  readonly commandLine?: string;
  /** Such as `healthy`, of `health`. */
  readonly health?: string;
}

/** What a runtime said about a container; `label` back-fills a name that came late. */
export type ContainerAction = "label" | LifeCycleAction;

/** Something about a container as a whole. */
export interface ContainerEvent {
  readonly kind: "container";
  /** Ns since boot; of a life-cycle action the runtime's time, of `label` the time it was told. */
  readonly time: number;
  readonly action: ContainerAction;
  /** Absent for `label`. */
  readonly happening?: Happening;
}

/** An event about one process. */
export type ProcessEvent = ForkEvent | ExecEvent | ExitEvent | SnapshotEvent;

/** Any event. */
export type Event = ProcessEvent | CgroupEvent | ContainerEvent | LostEvent;
