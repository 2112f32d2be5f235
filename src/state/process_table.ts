import type { Process } from "../model/event.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import { OrphanCounts } from "./orphan_counts.ts";
import { isSameProcess, type ProcessKey, type ProcessNode } from "./process_node.ts";

/** Processes that run: twice what a host of a hundred thousand has. Beyond, the one first met is forgotten. */
export const LIVE_MAX = 262_144;

/** Processes that ended just now, and as many that ended before and are links of a chain of ancestors. */
export const ENDED_MAX = 65_536;

/** How long a process stays when it has ended, ns: children that it forked just before find it. */
export const KEEP_ENDED_NS = 1_000_000_000;

/** Settings of {@link ProcessTable}. */
export interface ProcessTableOptions {
  /** Ns; Infinity for recordings, whose past is asked for. @default {@link KEEP_ENDED_NS} */
  readonly keepEndedNs?: number;
  /** @default {@link ENDED_MAX} */
  readonly endedMax?: number;
  /**
   * A process has ended, be it that only its successor's start told, or was let go for want of room. @default nobody
   * listens
   */
  readonly onEnd?: (node: ProcessNode) => void;
}

/** How many processes were let go for want of room. */
export interface Forgotten {
  readonly live: number;
  readonly ended: number;
}

type Node = { -readonly [K in keyof ProcessNode]: ProcessNode[K] } & {
  /** Times of the events that told the parent first, and the program last; ns since boot. */
  firstAt: number;
  programAt: number;
};

/**
 * All processes that run, and for a while those that have ended. Time is that of the events alone.
 *
 * What it comes to does not depend on the order in which events arrive, nor on events that arrive twice: the
 * oldest event of a process tells who forked it, the newest where it is now, an exit stays an exit, and an event of
 * a pid's earlier process does not touch the present one.
 */
export class ProcessTable {
  readonly #keepEndedNs: number;
  readonly #endedMax: number;
  readonly #onEnd: (node: ProcessNode) => void;
  readonly #live = new Map<number, Node>();
  /** Ended not long ago, in the order in which that was learnt. */
  readonly #ended = new Map<string, Node>();
  /** Ended long ago, with descendants that run. */
  readonly #ancestors = new Map<string, Node>();
  /** Of those that have ended the one that had the pid last. */
  readonly #lastOf = new Map<number, Node>();
  /** Children of processes that are not in the table: their parents' own events may come late. */
  readonly #orphans = new OrphanCounts();
  readonly #forgotten = { live: 0, ended: 0 };
  #now = 0;
  /** Those that are still to be looked at for the loss at `#doubtedAt`. */
  #doubts: IterableIterator<Node> | undefined;
  #doubtedAt = -Infinity;
  /** The last loss for which nobody was looked at yet. */
  #lostAt = -Infinity;

  constructor(options: ProcessTableOptions = {}) {
    this.#keepEndedNs = options.keepEndedNs ?? KEEP_ENDED_NS;
    this.#endedMax = options.endedMax ?? ENDED_MAX;
    this.#onEnd = options.onEnd ?? (() => {});
  }

  /** Processes that run and that have ended. */
  get sizes(): { readonly live: number; readonly ended: number } {
    return { live: this.#live.size, ended: this.#ended.size + this.#ancestors.size };
  }

  get forgotten(): Forgotten {
    return this.#forgotten;
  }

  /** Those that run, in the order in which they were met. */
  live(): Iterable<ProcessNode> {
    return this.#live.values();
  }

  /** Those that have ended and are kept. */
  *ended(): Iterable<ProcessNode> {
    yield* this.#ancestors.values();
    yield* this.#ended.values();
  }

  /** The process that has this pid now, as the host counts. */
  running(pid: number): ProcessNode | undefined {
    return this.#live.get(pid);
  }

  /** A process that runs or ended a moment ago. */
  get(key: ProcessKey): ProcessNode | undefined {
    return this.#find(key);
  }

  /** Takes an event; gives the process that it is about, if there is one. */
  apply(labelled: LabelledEvent): ProcessNode | undefined {
    const { event } = labelled;
    this.#now = Math.max(this.#now, event.time);
    if (event.kind === "lost") this.#lostAt = event.time;
    const process = "process" in event ? event.process : undefined;
    if (process === undefined) return undefined;
    const known = this.#find(process);
    const node = known ?? this.#add(process, event.time);
    this.#tell(node, process, labelled);
    this.#expire();
    return node;
  }

  /** Whether something was lost, and {@link doubtful} has not gone through all processes since. */
  get hasDoubts(): boolean {
    return this.#doubts !== undefined || this.#lostAt !== -Infinity;
  }

  /**
   * After a loss the ends of processes may have been missed: some that were last heard of before it, at most
   * `max` at a call, for the caller to look whether they run.
   */
  doubtful(max: number): readonly ProcessNode[] {
    if (this.#doubts === undefined) {
      if (this.#lostAt === -Infinity) return [];
      this.#doubts = this.#live.values();
      this.#doubtedAt = this.#lostAt;
      // A loss from here on asks for another round: it may be of somebody who was looked at already.
      this.#lostAt = -Infinity;
    }
    const found: ProcessNode[] = [];
    for (let i = 0; i < max; i++) {
      const { value: node, done } = this.#doubts.next();
      if (done) {
        this.#doubts = undefined;
        break;
      }
      if (node.lastAt <= this.#doubtedAt) found.push(node);
    }
    return found;
  }

  /** Nothing has been heard since then, ns since boot, of processes that are said to run. */
  unheardSince(time: number): readonly ProcessNode[] {
    return [...this.#live.values()].filter(({ lastAt }) => lastAt < time);
  }

  /** Somebody looked, and the process does not run any more. */
  gone(key: ProcessKey): void {
    const node = this.#live.get(key.pid);
    if (node !== undefined && isSameProcess(node.process, key)) this.#end(node, this.#now);
  }

  #find(key: ProcessKey): Node | undefined {
    const live = this.#live.get(key.pid);
    if (live !== undefined && live.process.startTime === key.startTime) return live;
    const last = this.#lastOf.get(key.pid);
    if (last === undefined || last.process.startTime === key.startTime) return last;
    const text = textOf(key);
    return this.#ended.get(text) ?? this.#ancestors.get(text);
  }

  #add(process: Process, time: number): Node {
    const { pid, startTime, parentPid, parentStartTime } = process;
    // One literal: objects are made of spread ones five times as slowly, and a list makes thousands.
    const node: Node = {
      process,
      parent: { pid: parentPid, startTime: parentStartTime },
      program: undefined,
      usage: undefined,
      cgroup: undefined,
      container: undefined,
      label: undefined,
      role: undefined,
      reaper: undefined,
      exit: undefined,
      endedAt: undefined,
      children: 0,
      firstAt: time,
      lastAt: -Infinity,
      programAt: -Infinity,
    };
    node.children = this.#orphans.take(process);
    this.#count(node.parent, 1);
    const other = this.#live.get(pid) ?? this.#lastOf.get(pid);
    if (other !== undefined && other.process.startTime > startTime) {
      node.endedAt = other.process.startTime;
      this.#bury(node);
      return node;
    }
    // A pid is free when its process has ended: the end was lost, or is on its way.
    if (other !== undefined && other.endedAt === undefined) this.#end(other, startTime);
    this.#settle(node);
    return node;
  }

  #settle(node: Node): void {
    if (this.#live.size >= LIVE_MAX) {
      for (const oldest of this.#live.values()) {
        this.#forgotten.live++;
        this.#live.delete(oldest.process.pid);
        this.#forget(oldest);
        this.#onEnd(oldest);
        break;
      }
    }
    this.#live.set(node.process.pid, node);
  }

  #tell(node: Node, process: Process, labelled: LabelledEvent): void {
    const { event, cgroup, container, label, role } = labelled;
    const { time } = event;
    if (time < node.firstAt) {
      node.firstAt = time;
      this.#adopt(node, { pid: process.parentPid, startTime: process.parentStartTime });
    }
    if (time >= node.lastAt) {
      node.lastAt = time;
      node.process = process;
      node.cgroup = cgroup;
      node.container = container;
      node.label = label;
      node.role = role;
    }
    const { parentPid, parentStartTime } = node.process;
    const isTheirs = parentPid === node.parent.pid && parentStartTime === node.parent.startTime;
    node.reaper = isTheirs ? undefined : { pid: parentPid, startTime: parentStartTime };
    if ((event.kind === "exec" || event.kind === "process") && time >= node.programAt) {
      node.programAt = time;
      node.program = event.program;
      node.usage = event.kind === "process" ? event.usage : undefined;
    }
    if (event.kind === "exit" && node.exit === undefined) {
      node.exit = event.exit;
      this.#end(node, time);
    }
  }

  /** An older event has come, that knows better who forked it. */
  #adopt(node: Node, parent: ProcessKey): void {
    if (isSameProcess(node.parent, parent)) return;
    const before = node.parent;
    node.parent = parent;
    this.#count(parent, 1);
    this.#release(before);
  }

  #end(node: Node, time: number): void {
    const wasLive = node.endedAt === undefined;
    node.endedAt = time;
    if (!wasLive) return;
    this.#live.delete(node.process.pid);
    this.#bury(node);
    this.#onEnd(node);
  }

  #bury(node: Node): void {
    const { pid, startTime } = node.process;
    this.#ended.set(textOf(node.process), node);
    const last = this.#lastOf.get(pid);
    if (last === undefined || last.process.startTime < startTime) this.#lastOf.set(pid, node);
  }

  /** Lets go who ended long ago, unless a descendant runs, and beyond the bounds whoever ended first. */
  #expire(): void {
    if (this.#ended.size === 0 && this.#ancestors.size === 0) return;
    for (const [key, node] of this.#ended) {
      const isFull = this.#ended.size > this.#endedMax;
      if (!isFull && (node.endedAt ?? 0) + this.#keepEndedNs > this.#now) break;
      this.#ended.delete(key);
      if (isFull) this.#forgotten.ended++;
      if (isFull || node.children === 0) this.#forget(node);
      else this.#ancestors.set(key, node);
    }
    if (this.#ancestors.size <= this.#endedMax) return;
    for (const [key, node] of this.#ancestors) {
      this.#forgotten.ended++;
      this.#ancestors.delete(key);
      return this.#forget(node);
    }
  }

  /** It is in no table any more. */
  #forget(node: Node): void {
    const { process, parent, children } = node;
    if (this.#lastOf.get(process.pid) === node) this.#lastOf.delete(process.pid);
    if (children > 0) this.#orphans.add(process, children);
    this.#release(parent);
  }

  /** A child is no more: with the last one go ancestors that were kept for it. */
  #release(parent: ProcessKey): void {
    for (let key: ProcessKey | undefined = parent; key !== undefined;) {
      this.#count(key, -1);
      const text = textOf(key);
      const ancestor = this.#ancestors.get(text);
      key = ancestor?.children === 0 ? ancestor.parent : undefined;
      if (ancestor === undefined || key === undefined) return;
      this.#ancestors.delete(text);
      const { pid } = ancestor.process;
      if (this.#lastOf.get(pid) === ancestor) this.#lastOf.delete(pid);
    }
  }

  #count(parent: ProcessKey, change: 1 | -1): void {
    // The idle task, which the first processes are of, is never told of.
    if (parent.pid === 0) return;
    const node = this.#find(parent);
    if (node !== undefined) node.children += change;
    else this.#orphans.add(parent, change);
  }
}

function textOf({ pid, startTime }: ProcessKey): string {
  return `${pid} ${startTime}`;
}
