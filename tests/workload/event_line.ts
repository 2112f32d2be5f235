/** A JSON line of ctrack, as far as the end-to-end tests read it. */
export interface EventLine {
  readonly time: string;
  readonly event: string;
  readonly action?: string;
  readonly process?: ProcessPart;
  readonly container?: ContainerPart;
  readonly k8s?: {
    readonly namespace?: { readonly name: string };
    readonly pod?: { readonly name?: string; readonly uid?: string };
    readonly container?: { readonly name: string };
  };
  readonly cgroup?: { readonly id: number; readonly path?: string; readonly hierarchy?: number };
  readonly lost?: { readonly ring: string; readonly reason: string; readonly count: number };
  readonly host?: { readonly name: string };
}

/** `process` of a line. */
export interface ProcessPart {
  readonly pid: number;
  readonly vpid: number;
  readonly tid?: number;
  readonly parent_pid: number;
  readonly start_time: string;
  readonly command: string;
  readonly executable?: {
    readonly path?: string;
    readonly path_truncated?: boolean;
    readonly upper_layer?: boolean;
    readonly memfd?: boolean;
    readonly setuid?: boolean;
  };
  readonly command_args?: readonly string[];
  readonly command_args_truncated?: boolean;
  readonly working_directory?: string;
  readonly working_directory_truncated?: boolean;
  readonly user: { readonly id: number };
  readonly group: { readonly id: number };
  readonly exit?: {
    readonly code?: number;
    readonly signal?: string;
    readonly core_dumped?: boolean;
    readonly oom_killed?: boolean;
  };
  /** How it came to be in its container. */
  readonly role?: "init" | "exec" | "child" | "entered" | "runtime";
  readonly duration_ms?: number;
  readonly cpu_time_ms?: number;
  readonly peak_rss_bytes?: number;
}

/** `container` of a line. */
export interface ContainerPart {
  readonly id: string;
  readonly name?: string;
  readonly runtime?: string;
  readonly image?: { readonly name: string };
  readonly label?: string;
  readonly kind: string;
  /** Ids of the enclosing containers, outermost first; absent when not nested. */
  readonly nesting?: readonly string[];
  /** It only holds a pod's namespaces. */
  readonly sandbox?: true;
  /** Of `container` events: what the runtime told beside the action. */
  readonly exit?: { readonly code?: number };
  readonly exec?: { readonly command_line?: string };
  readonly signal?: string;
  readonly old_name?: string;
  readonly health?: string;
}

/** The summary line of `--format json`. */
export interface SummaryLine {
  readonly event: "summary";
  readonly events: Readonly<Record<string, number>>;
  readonly delivered: number;
  readonly filtered: number;
  readonly lost: Readonly<Record<string, number>>;
  readonly labels: { readonly ok: number; readonly late: number; readonly unknown: number };
  readonly containers: number;
  /** Entries in each bounded table at the end. */
  readonly tables: Readonly<Record<string, number>>;
}

/** Whether the event is of this kind, of a process with this short name. */
export function isOf(kind: string, command: string): (line: EventLine) => boolean {
  return ({ event, process }) => event === kind && process?.command === command;
}

/** The process of a line; throws where the line has none. */
export function processOf(line: EventLine | undefined): ProcessPart {
  if (line?.process === undefined) throw new Error(`no process in ${JSON.stringify(line)}`);
  return line.process;
}

/** Whether the event is of the container with this id. */
export function ofContainer(id: string): (line: EventLine) => boolean {
  return ({ container }) => container?.id === id;
}

/** Whether the event is of the container with this name. */
export function inContainer(name: string): (line: EventLine) => boolean {
  return ({ container }) => container?.name === name;
}

/**
 * Whether the event is of the runtime itself, on its way into the new container. Whether its exec of
 * itself falls before or after its move to the container's cgroup is a matter of luck.
 */
export function isOfRuntime({ process }: EventLine): boolean {
  return process?.command.startsWith("runc") === true;
}

/**
 * What a line says in a few words: `exec init /bin/leaf exit 0`, `exit init leaf 0`, `fork child leaf`.
 * What follows is told by the program, its role in the container, and how it ended.
 */
export function wordsOf({ event, action, process }: EventLine): string {
  if (process === undefined) return [event, action].filter((word) => word !== undefined).join(" ");
  const { role = "-", command, command_args = [], exit } = process;
  const rest = event === "exec"
    ? command_args
    : [command, ...event === "exit" ? [String(exit?.signal ?? exit?.code)] : []];
  return [event, role, ...rest].join(" ");
}

/** Milliseconds from one time of a line to another. */
export function millisecondsBetween(from: string, to: string): number {
  return milliseconds(to) - milliseconds(from);
}

/** Since midnight, so that nanoseconds fit: `Date` keeps milliseconds alone. */
function milliseconds(time: string): number {
  const [, hours, minutes, seconds] = /T(\d\d):(\d\d):(\d\d\.\d{9})Z$/.exec(time) ?? [];
  if (seconds === undefined) throw new Error(`${time} is no time in UTC with nanoseconds`);
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
