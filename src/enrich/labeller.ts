import { classifyCgroupPath } from "../classify/classify_cgroup_path.ts";
import type { Container, Label } from "../model/container.ts";
import type { CgroupEvent, CgroupKey, Event, ProcessEvent } from "../model/event.ts";
import type { Cgroup, LabelledEvent } from "../model/labelled_event.ts";
import type { Owner } from "../model/owner.ts";
import { type CgroupEntry, CgroupTable } from "./cgroup_table.ts";
import { type ContainerEntry, ContainerRegistry } from "./container_registry.ts";
import { type HeldEvent, Hold } from "./hold.ts";
import type { RuntimeContainer } from "./runtime_client.ts";
import type { RuntimeSet } from "./runtime_set.ts";

/** What the labeller needs from outside. */
export interface LabellerOptions {
  /** How long events wait for their container's name, ms. */
  readonly labelWaitMs: number;
  readonly runtimes: RuntimeSet;
  /** Whether events of a cgroup are wanted, by what is known of it now. */
  readonly judge: (owner: Owner, container: Container | undefined) => "yes" | "no" | "maybe";
  /** Takes what follows from that to the kernel. */
  readonly setVerdict: (cgroup: CgroupKey, verdict: "deliver" | "drop" | "forget") => void;
  /** Takes each event when its label is settled. */
  readonly emit: (event: LabelledEvent) => void;
  /** Nanoseconds since boot: the clock of the events. */
  readonly bootNow: () => number;
  /** A clock in ms for waits. @default performance.now */
  readonly now?: () => number;
}

/**
 * Gives each event its cgroup, owner, container and label.
 *
 * The kernel announces each cgroup before its first event, so a lookup never misses for want of time.
 * Names come from the runtimes' event streams; events that are earlier than the name wait.
 */
export class Labeller {
  readonly #options: LabellerOptions;
  readonly #now: () => number;
  readonly #cgroups: CgroupTable;
  readonly #containers: ContainerRegistry;
  readonly #hold: Hold;
  #containersSeen = 0;

  constructor(options: LabellerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#containers = new ContainerRegistry(this.#now);
    this.#hold = new Hold(options.labelWaitMs);
    this.#cgroups = new CgroupTable((entry) => {
      this.#unlink(entry);
      options.setVerdict(entry.cgroup, "forget");
    });
  }

  /** How often a container got its first cgroup. */
  get containersSeen(): number {
    return this.#containersSeen;
  }

  /** Entries in the bounded tables. */
  get sizes(): { readonly cgroups: number; readonly containers: number; readonly held: number } {
    return {
      cgroups: this.#cgroups.size,
      containers: this.#containers.size,
      held: this.#hold.size,
    };
  }

  /** When {@link expire} is due, in ms of the clock; undefined when nothing waits. */
  get deadline(): number | undefined {
    return this.#hold.deadline;
  }

  /** Takes the next event of the source. */
  handle(event: Event): void {
    switch (event.kind) {
      case "fork":
      case "exec":
      case "exit":
      case "process":
        return this.#handleProcess(event);
      case "cgroup":
        return this.#handleCgroup(event);
      case "lost":
      case "container":
        return this.#send(event, undefined, undefined, undefined);
    }
    event satisfies never;
  }

  /** Lets go what has waited long enough; with `force` all that waits. */
  expire(force = false): void {
    for (;;) {
      const events = this.#hold.takeExpired(this.#now(), force);
      if (events === undefined) return;
      this.#release(events);
    }
  }

  /** A runtime named a container: what waited for the name goes out, what went without is told. */
  update(runtime: string, told: RuntimeContainer): void {
    const entry = this.#containers.fromRuntime(
      runtime,
      this.#options.runtimes.kindOf(runtime),
      told,
    );
    for (const key of entry.cgroups) {
      const known = this.#cgroups.get(key);
      if (known !== undefined) this.#judge(known);
    }
    this.#release(this.#hold.take(entry));
    if (!entry.owesName) return;
    entry.owesName = false;
    const event = { kind: "container", action: "label", time: this.#options.bootNow() } as const;
    const [key] = entry.cgroups;
    const cgroup = key === undefined ? undefined : this.#cgroups.get(key)?.cgroup;
    this.#send(event, cgroup, entry.container, "ok");
  }

  /** A runtime removed a container. */
  removed(id: string): void {
    this.#containers.bury(id);
  }

  #handleProcess(event: ProcessEvent): void {
    const { pid, cgroup: key } = event.process;
    const known = this.#cgroups.get(key);
    // The verdict was too early: the kernel takes none before it has noted that it announced the cgroup.
    if (known?.isDropped === true) this.#options.setVerdict(key, "drop");
    const entry = known?.container;
    if (this.#hold.isFull && this.#mustWait(pid, entry)) {
      this.#release(this.#hold.takeExpired(this.#now(), true) ?? []);
    }
    if (this.#mustWait(pid, entry)) {
      this.#hold.add({ event, cgroup: known?.cgroup, entry }, pid, entry, this.#now());
    } else {
      this.#settle(event, known?.cgroup, entry);
    }
  }

  /** Whether an event waits for its container's name, or behind an earlier event of its process. */
  #mustWait(pid: number, entry: ContainerEntry | undefined): boolean {
    return (entry !== undefined && this.#waits(entry)) || this.#hold.hasPid(pid);
  }

  #handleCgroup(event: CgroupEvent): void {
    const known = this.#cgroups.get(event.cgroup);
    const entry = event.action === "attach" ? known : this.#learn(event, known);
    if (entry !== undefined && event.action === "release") {
      this.#cgroups.delete(event.cgroup);
      this.#unlink(entry);
    }
    const path = event.action === "attach" ? entry?.cgroup.path ?? "" : event.path;
    // A cgroup is older than any name that its container can have: it neither waits for one nor is owed one.
    this.#send({ ...event, path }, entry?.cgroup, entry?.container?.container, undefined);
  }

  /** The entry for a cgroup that the kernel announced, made if it is new or was renamed. */
  #learn(event: CgroupEvent, known: CgroupEntry | undefined): CgroupEntry {
    const { hierarchy, id } = event.cgroup;
    if (known !== undefined && known.cgroup.path === event.path) return known;
    // A container does not become another one, or none, by renaming its cgroup. But an id that is made
    // again is another cgroup: the release of the one before was lost.
    const owner = known?.container && event.action !== "create"
      ? known.cgroup.owner
      : classifyCgroupPath(event.path);
    const cgroup: Cgroup = { hierarchy, id, path: event.path, owner };
    const entry: CgroupEntry = { cgroup, container: this.#containerOf(owner), isDropped: false };
    if (event.action !== "release") this.#link(entry);
    // Behind the new one: a container whose cgroup was renamed is at no time without one.
    if (known !== undefined) this.#unlink(known);
    return entry;
  }

  #link(entry: CgroupEntry): void {
    const { cgroup, container } = entry;
    this.#cgroups.set(entry);
    if (container !== undefined) {
      if (container.cgroups.size === 0) this.#containersSeen++;
      container.cgroups.add(cgroup);
      if (this.#waits(container)) this.#lookUp(container);
    }
    this.#judge(entry);
  }

  #containerOf(owner: Owner): ContainerEntry | undefined {
    const { containerId } = owner;
    return containerId === undefined ? undefined : this.#containers.fromPath(containerId, owner);
  }

  /** The cgroup has gone; its container stays a while when this was its last one. */
  #unlink({ cgroup, container }: CgroupEntry): void {
    if (container === undefined) return;
    container.cgroups.delete(cgroup);
    if (container.cgroups.size === 0) this.#containers.bury(container.container.id);
  }

  #judge(entry: CgroupEntry): void {
    const { cgroup, container } = entry;
    const isWanted = this.#options.judge(cgroup.owner, container?.container) !== "no";
    entry.isDropped = !isWanted;
    this.#options.setVerdict(cgroup, isWanted ? "deliver" : "drop");
  }

  /** Whether the name is missing and worth waiting for. */
  #waits(entry: ContainerEntry): boolean {
    const { container } = entry;
    return container.name === undefined && !entry.isStranger && !entry.owesName &&
      this.#options.runtimes.mayKnow(container.kind);
  }

  /** Asks the runtimes, in case their event streams have not told yet or never will. */
  #lookUp(entry: ContainerEntry): void {
    const { id } = entry.container;
    this.#options.runtimes.lookup(entry.container.kind, id).then((answer) => {
      if (typeof answer !== "string") return this.update(answer.runtime, answer.container);
      // Without an answer the wait goes on: an event stream may still tell.
      if (answer === "no answer" || entry.container.name !== undefined) return;
      entry.isStranger = true;
      this.#release(this.#hold.take(entry));
    });
  }

  #label(entry: ContainerEntry | undefined): Label | undefined {
    if (entry === undefined) return undefined;
    if (entry.container.name !== undefined) return "ok";
    return entry.isStranger || !this.#options.runtimes.mayKnow(entry.container.kind)
      ? "unknown"
      : "late";
  }

  #release(events: readonly HeldEvent[]): void {
    for (const { event, cgroup, entry } of events) this.#settle(event, cgroup, entry);
  }

  /** Sends a process event with the label that it can have now, and notes when a name is owed. */
  #settle(event: Event, cgroup: Cgroup | undefined, entry: ContainerEntry | undefined): void {
    const label = this.#label(entry);
    if (entry !== undefined && label !== "ok") entry.owesName = true;
    this.#send(event, cgroup, entry?.container, label);
  }

  #send(
    event: Event,
    cgroup: Cgroup | undefined,
    container: Container | undefined,
    label: Label | undefined,
  ): void {
    this.#options.emit({ event, cgroup, container, label });
  }
}
