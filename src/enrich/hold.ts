import type { Event } from "../model/event.ts";
import type { Cgroup, Role } from "../model/labelled_event.ts";
import type { ContainerEntry } from "./container_registry.ts";

/** An event that waits, and where it belongs. */
export interface HeldEvent {
  readonly event: Event;
  readonly cgroup: Cgroup | undefined;
  readonly entry: ContainerEntry | undefined;
  readonly role: Role | undefined;
}

interface Queue {
  readonly entry: ContainerEntry;
  /** When the wait ends, ms. */
  readonly deadline: number;
  readonly events: HeldEvent[];
  /** Processes whose events are in it. */
  readonly pids: Set<number>;
  /** Other containers whose events are in it, behind earlier ones of their processes. */
  readonly guests: Set<ContainerEntry>;
}

/** Events held at most, over all containers; some 30 MB. Beyond, the longest wait ends early. */
export const HELD_MAX = 65_536;

/**
 * Events of containers whose name is not known yet, in order. A process keeps its order even when it
 * moves between cgroups: while one of its events waits, the next ones join that queue.
 */
export class Hold {
  readonly #queues = new Map<ContainerEntry, Queue>();
  readonly #byPid = new Map<number, Queue>();
  readonly #byGuest = new Map<ContainerEntry, Queue>();
  readonly #waitMs: number;
  #size = 0;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= HELD_MAX;
  }

  /** Whether an event of this process waits: then its next event must wait too. */
  hasPid(pid: number): boolean {
    return this.#byPid.has(pid);
  }

  /** Whether an event of this container waits behind one of another: then the next ones must wait too. */
  hasGuest(entry: ContainerEntry): boolean {
    return this.#byGuest.has(entry);
  }

  /** When the next wait ends, ms; undefined when nothing waits. */
  get deadline(): number | undefined {
    // Waits are equally long, so queues end in the order in which they began.
    for (const queue of this.#queues.values()) return queue.deadline;
    return undefined;
  }

  /** Adds an event that waits for a container's name, or behind an earlier event of its process. */
  add(held: HeldEvent, pid: number, waitsFor: ContainerEntry | undefined, now: number): void {
    const { entry } = held;
    let queue = this.#byPid.get(pid) ?? (waitsFor && this.#queues.get(waitsFor)) ??
      (entry && this.#byGuest.get(entry));
    if (queue === undefined) {
      if (waitsFor === undefined) throw new Error("an event that waits for nothing");
      queue = this.#open(waitsFor, now);
    }
    this.#byPid.set(pid, queue);
    queue.pids.add(pid);
    if (entry !== undefined && entry !== queue.entry) {
      this.#byGuest.set(entry, queue);
      queue.guests.add(entry);
    }
    queue.events.push(held);
    this.#size++;
  }

  #open(entry: ContainerEntry, now: number): Queue {
    const deadline = now + this.#waitMs;
    const queue: Queue = { entry, deadline, events: [], pids: new Set(), guests: new Set() };
    this.#queues.set(entry, queue);
    return queue;
  }

  /** Takes all that waits for this container. */
  take(entry: ContainerEntry): readonly HeldEvent[] {
    const queue = this.#queues.get(entry);
    return queue === undefined ? [] : this.#remove(queue);
  }

  /** The container whose wait has ended, or with `force` the next to end; undefined when none has. */
  expired(now: number, force = false): ContainerEntry | undefined {
    for (const { entry, deadline } of this.#queues.values()) {
      return force || deadline <= now ? entry : undefined;
    }
    return undefined;
  }

  #remove(queue: Queue): readonly HeldEvent[] {
    this.#queues.delete(queue.entry);
    this.#size -= queue.events.length;
    for (const pid of queue.pids) this.#byPid.delete(pid);
    for (const entry of queue.guests) this.#byGuest.delete(entry);
    return queue.events;
  }
}
