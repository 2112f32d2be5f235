import { isHelperCommand } from "../../src/enrich/helper/helper_commands.ts";
import type { HostAccess } from "../../src/enrich/host_access.ts";
import type { CgroupAction, CgroupKey, Event, Origin, Process } from "../../src/model/event.ts";
import { CREDENTIALS, event, process } from "../filter/labelled_events.ts";
import { statText } from "./fake_host.ts";

/** Hierarchy of all cgroups here. */
export const HIERARCHY = 8;

/** Every process starts a whole number of clock ticks after the one before, ns. */
const START_NS = 10_000_000;

/** More processes than a test runs at a time. */
const PIDS_MAX = 300;

/** What a process does that the kernel tells of. */
type TaskEvent = "fork" | "exec" | "exit" | "process";

/** How a process is forked; what is absent is the parent's. */
export interface Birth {
  /** By `CLONE_PARENT`: the child's parent is the caller's. */
  readonly isSibling?: boolean;
  readonly mounts?: number;
  readonly cgroup?: number;
  /** Its pid in a pid namespace of its own: 1 for the first there. */
  readonly vpid?: number;
}

/** A process of the {@link FakeKernel}. */
export class Task {
  parent: Task | undefined;
  command = "init";
  cgroup = 0;
  /** 0 is the host's mount namespace. */
  mounts = 0;
  vpid: number;
  uid = 0;
  hasExeced = true;
  /** The first of its pid namespace, which is left its orphans; absent in the host's. */
  reaper: Task | undefined;
  /** Orphans among its descendants become its children, unless they have a pid namespace of their own. */
  isSubreaper = false;
  args: readonly string[] = [];
  workingDirectory = "/";

  constructor(
    private readonly kernel: FakeKernel,
    readonly pid: number,
    readonly startTime: number,
  ) {
    this.vpid = pid;
  }

  fork(birth: Birth = {}): Task {
    return this.kernel.fork(this, birth);
  }

  /** Starts a program; the kernel's name of it is `command`. */
  exec(command: string, args: readonly string[] = [command]): this {
    this.args = args;
    this.command = command;
    this.hasExeced = true;
    this.kernel.tell("exec", this);
    return this;
  }

  /** Moves to another cgroup. */
  move(cgroup: number): this {
    this.kernel.attach(this, cgroup);
    return this;
  }

  /** Joins or makes a mount namespace; the kernel says nothing. */
  enter(mounts: number): this {
    this.mounts = mounts;
    return this;
  }

  /** Calls itself something, as prctl(PR_SET_NAME) does; the kernel says nothing. */
  rename(command: string): this {
    this.command = command;
    return this;
  }

  exit(): void {
    this.kernel.exit(this);
  }
}

/**
 * A kernel as `bpf/` sees it: it announces cgroups, drops what has the verdict `drop`, and tells where a
 * parent is when that is elsewhere. Its `/proc` shows what runs at the moment of reading.
 */
export class FakeKernel implements HostAccess {
  /** Kinds of events that were asked for; others come for labels only. */
  asked: ReadonlySet<TaskEvent | "cgroup"> = new Set(["exec", "exit"]);
  readonly cgroupVerdicts = new Map<number, string>();
  readonly mountVerdicts = new Map<number, string>();
  /** The first process, on the host. */
  readonly init: Task;
  /** Processes that run, by pid. */
  readonly tasks = new Map<number, Task>();
  /** Called for each event of a process, before it may be kept back. */
  onTold: ((event: Event, task: Task) => void) | undefined;
  readonly #paths = new Map<number, string>();
  readonly #handle: (event: Event) => void;
  readonly #held: Event[] = [];
  #isHeld = false;
  #time = 0;
  #pid = 1;

  /** `handle` takes the events. */
  constructor(handle: (event: Event) => void) {
    this.#handle = handle;
    this.#paths.set(0, "/");
    this.init = this.#add(1);
  }

  /** Keeps events back, as a ring does that nobody reads, until {@link deliver}. */
  hold(): void {
    this.#isHeld = true;
  }

  deliver(): void {
    this.#isHeld = false;
    for (const event of this.#held.splice(0)) this.#handle(event);
  }

  /** What was kept back is lost. */
  drop(): void {
    this.#isHeld = false;
    this.#held.splice(0);
  }

  /** Nobody was listening so far. */
  forget(): void {
    this.drop();
    this.cgroupVerdicts.clear();
    this.mountVerdicts.clear();
  }

  /** The next process gets this pid, which must be free. */
  set nextPid(pid: number) {
    this.#pid = pid - 1;
  }

  /** Makes a cgroup, or with `isOld` one that nobody was told of. */
  mkdir(id: number, path: string, isOld = false): number {
    this.#paths.set(id, path);
    if (isOld) return id;
    this.cgroupVerdicts.set(id, "pending");
    this.#tellCgroup(id, "create");
    return id;
  }

  rmdir(id: number): void {
    this.#tellCgroup(id, "release");
    this.#paths.delete(id);
    this.cgroupVerdicts.delete(id);
  }

  fork(caller: Task, { isSibling = false, mounts, cgroup, vpid }: Birth): Task {
    const child = this.#add(this.#freePid());
    child.parent = isSibling ? caller.parent : caller;
    child.command = caller.command;
    child.args = caller.args;
    child.uid = caller.uid;
    child.mounts = mounts ?? caller.mounts;
    child.cgroup = cgroup ?? caller.cgroup;
    child.hasExeced = false;
    child.reaper = vpid === undefined ? caller.reaper : this.#firstOf(child, vpid);
    child.vpid = vpid ?? (caller.vpid === caller.pid ? child.pid : caller.vpid + 1);
    this.tell("fork", child);
    return child;
  }

  exit(task: Task): void {
    this.tell("exit", task);
    this.tasks.delete(task.pid);
    const heir = this.#heirOf(task);
    for (const child of this.tasks.values()) {
      if (child.parent === task) child.parent = heir;
    }
  }

  attach(task: Task, cgroup: number): void {
    task.cgroup = cgroup;
    if (this.#verdict(cgroup) === "drop") return;
    this.#send({
      kind: "cgroup",
      time: this.#time++,
      action: "attach",
      cgroup: key(cgroup),
      path: "",
      pathTruncated: false,
      process: this.processOf(task),
      forLabels: !this.asked.has("cgroup"),
    });
  }

  /** All that run, as tracing finds them at its start. */
  snapshot(tasks: Iterable<Task> = this.tasks.values()): void {
    for (const task of tasks) this.tell("process", task);
  }

  /** Tells of a process where that is wanted. */
  tell(kind: TaskEvent, task: Task): void {
    const isAsked = this.asked.has(kind);
    if (kind === "process") {
      this.#verdict(task.cgroup);
      if (!isAsked && task.mounts === 0 && !isHelperCommand(task.command)) return;
    } else if (!isAsked || !this.#isWanted(task)) {
      const isHelper = kind === "exec" && isHelperCommand(task.command);
      const isNew = kind === "fork" && task.mounts !== 0 && !this.mountVerdicts.has(task.mounts);
      if (!isHelper && !isNew) return;
      this.#verdict(task.cgroup);
      return this.#sendOf(kind, task, true);
    }
    this.#sendOf(kind, task, !isAsked);
  }

  read(path: string, limit?: number): string | undefined {
    const pid = /^\/proc\/(\d+)\/stat$/.exec(path)?.[1];
    const task = this.tasks.get(Number(pid));
    if (task === undefined) return undefined;
    return statText(task.pid, task.parent?.pid ?? 0, task.startTime, task.command).slice(0, limit);
  }

  link(): string | undefined {
    return undefined;
  }

  /** What each event says of a process. */
  processOf(task: Task): Process {
    const { pid, startTime, parent, command, vpid, hasExeced, uid, mounts } = task;
    return process({
      pid,
      tid: pid,
      vpid,
      startTime,
      parentPid: parent?.pid ?? 0,
      parentStartTime: parent?.startTime ?? 0,
      hasExeced,
      origin: originOf(task),
      mountNamespace: mounts,
      credentials: { ...CREDENTIALS, uid },
      command,
      cgroup: key(task.cgroup),
    });
  }

  #add(pid: number): Task {
    const task = new Task(this, pid, (this.#time += 1) * START_NS);
    this.tasks.set(pid, task);
    return task;
  }

  /** The first of the pid namespace that goes with a task's mounts. */
  #firstOf(task: Task, vpid: number): Task | undefined {
    if (vpid === 1) return task;
    return [...this.tasks.values()].find(({ vpid, mounts }) =>
      vpid === 1 && mounts === task.mounts
    );
  }

  #heirOf(task: Task): Task | undefined {
    const { reaper } = task;
    if (reaper !== undefined && reaper !== task && this.tasks.get(reaper.pid) === reaper) {
      return reaper;
    }
    let heir = task.parent;
    while (heir?.parent !== undefined && !(heir.isSubreaper && this.tasks.has(heir.pid))) {
      heir = heir.parent;
    }
    return heir;
  }

  /** Pids turn around soon, so that each is used many times. */
  #freePid(): number {
    do this.#pid = this.#pid % PIDS_MAX + 1; while (this.tasks.has(this.#pid));
    return this.#pid;
  }

  #isWanted({ cgroup, mounts }: Task): boolean {
    if (this.#verdict(cgroup) !== "drop") return true;
    return mounts !== 0 && this.mountVerdicts.get(mounts) !== "drop";
  }

  /** The verdict on a cgroup, which is announced if it never was. */
  #verdict(id: number): string {
    const known = this.cgroupVerdicts.get(id);
    if (known !== undefined) return known;
    this.cgroupVerdicts.set(id, "pending");
    this.#tellCgroup(id, "seen");
    return this.cgroupVerdicts.get(id) ?? "pending";
  }

  #tellCgroup(id: number, action: CgroupAction): void {
    const path = this.#paths.get(id);
    if (path === undefined) throw new Error(`no cgroup ${id}`);
    this.#send({
      kind: "cgroup",
      time: this.#time++,
      action,
      cgroup: key(id),
      path,
      pathTruncated: false,
      process: undefined,
      forLabels: false,
    });
  }

  #sendOf(kind: TaskEvent, task: Task, forLabels: boolean): void {
    const bare = event(kind);
    const common = { time: this.#time++, process: this.processOf(task) };
    let told = { ...bare, ...common } as Event;
    if (bare.kind === "fork") told = { ...bare, ...common, forLabels };
    if (bare.kind === "exec" || bare.kind === "process") {
      const { args, workingDirectory } = task;
      const program = { ...bare.program, args, workingDirectory };
      told = { ...bare, ...common, program, forLabels };
    }
    this.onTold?.(told, task);
    this.#send(told);
  }

  #send(event: Event): void {
    if (this.#isHeld) this.#held.push(event);
    else this.#handle(event);
  }
}

function key(id: number): CgroupKey {
  return { hierarchy: HIERARCHY, id };
}

function originOf({ parent, cgroup, mounts }: Task): Origin | undefined {
  if (parent === undefined || (parent.cgroup === cgroup && parent.mounts === mounts)) {
    return undefined;
  }
  return { cgroup: key(parent.cgroup), mountNamespace: parent.mounts, command: parent.command };
}
