import { classifyCgroupPath } from "../classify/classify_cgroup_path.ts";
import type { Container, Label } from "../model/container.ts";
import type {
  CgroupEvent,
  Event,
  ExecEvent,
  ExitEvent,
  Happening,
  ProcessEvent,
  SnapshotEvent,
} from "../model/event.ts";
import type { Cgroup, Role } from "../model/labelled_event.ts";
import type { Owner } from "../model/owner.ts";
import type { Stats } from "../model/stats.ts";
import { type CgroupEntry, CgroupTable } from "./cgroup_table.ts";
import { type ContainerEntry, ContainerRegistry } from "./container_registry.ts";
import { isHelperCommand } from "./helper/helper_commands.ts";
import { parseHelper } from "./helper/parse_helper.ts";
import { HelperTable } from "./helper_table.ts";
import { type HeldEvent, Hold } from "./hold.ts";
import type { LabellerOptions } from "./labeller_options.ts";
import { Locator } from "./locator.ts";
import { Namer } from "./namer.ts";
import type { RunningContainer, RuntimeContainer } from "./runtime_client.ts";
import { TICK_MS, WakingClock } from "./waking_clock.ts";

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
  readonly #helpers: HelperTable;
  readonly #locator: Locator;
  readonly #namer: Namer;
  readonly #hold: Hold;
  readonly #waking: WakingClock;
  #containersSeen = 0;

  constructor(options: LabellerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#containers = new ContainerRegistry(this.#now, (entry) => this.#locator.forget(entry));
    this.#hold = new Hold(options.labelWaitMs);
    this.#waking = new WakingClock(this.#now);
    this.#cgroups = new CgroupTable((entry) => {
      this.#unlink(entry);
      options.setVerdict(entry.cgroup, "forget");
    });
    this.#namer = new Namer({
      containers: this.#containers,
      runtimes: options.runtimes,
      ownerOf: (entry) => this.#cgroupOf(entry)?.owner,
      onTold: (entry) => this.#told(entry),
      onNamed: (entry) => this.#named(entry),
      onStranger: (entry) => this.#release(this.#hold.take(entry)),
    });
    this.#helpers = new HelperTable(options.host);
    this.#locator = new Locator({
      cgroups: this.#cgroups,
      containers: this.#containers,
      helpers: this.#helpers,
      runtimes: options.runtimes,
      judge: options.judge,
      setMounts: options.setMounts,
      onFound: (entry) => this.#found(entry),
    });
  }

  /** Containers that ran already or started; one that is restarted counts again. */
  get containersSeen(): number {
    return this.#containersSeen;
  }

  /** Entries in the bounded tables. */
  get sizes(): Stats["tables"] {
    return {
      cgroups: this.#cgroups.size,
      containers: this.#containers.size,
      held: this.#hold.size,
      helpers: this.#helpers.size,
      names: this.#helpers.names,
      lookups: this.#options.runtimes.lookups,
      ...this.#locator.sizes,
    };
  }

  /** When {@link expire} is to be called next, in ms of the clock; undefined when nothing waits. */
  get deadline(): number | undefined {
    const { deadline } = this.#hold;
    if (deadline === undefined) return undefined;
    return this.#now() + Math.min(deadline - this.#waking.time, TICK_MS);
  }

  /** Whether an event waits for its name, or a runtime has been asked for something. */
  get isWaiting(): boolean {
    return this.#hold.size > 0 || this.#options.runtimes.lookups > 0;
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
        return this.#send(event, undefined, undefined, undefined, undefined);
    }
    event satisfies never;
  }

  /** Lets go what has waited long enough; with `force` all that waits. To be called once a turn of the event loop. */
  expire(force = false): void {
    this.#waking.tick();
    for (;;) {
      const entry = this.#hold.expired(this.#waking.time, force);
      if (entry === undefined) return;
      this.#endWait(entry);
    }
  }

  /** What waits for a container goes out: with the name that is claimed, if that is all there is. */
  #endWait(entry: ContainerEntry): void {
    if (entry.awaitsRest) return this.#named(entry);
    if (!this.#namer.useClaim(entry)) this.#release(this.#hold.take(entry));
  }

  /**
   * A container that runs already, by its first process: to be told before the first event. False for one that
   * runs no more, or is another runtime's.
   */
  adopt(runtime: string, running: RunningContainer): boolean {
    return this.#helpers.adopt(runtime, running) && this.update(runtime, running.container);
  }

  /**
   * A runtime named a container: what waited for the name goes out, what went without is told. False for one
   * that is another runtime's.
   */
  update(runtime: string, told: RuntimeContainer): boolean {
    const kind = this.#options.runtimes.kindOf(runtime);
    if (this.#isOthers(runtime, this.#containers.get(kind, told.id))) return false;
    this.#told(this.#containers.fromRuntime(runtime, kind, told));
    // The same container, met by another way: it has no cgroup.
    const own = told.ofUser === undefined
      ? undefined
      : this.#containers.ofUser(told.ofUser, told.id);
    if (own === undefined) return true;
    this.#containers.complete(own, runtime, kind, told);
    this.#told(own);
    return true;
  }

  /** A runtime tells what happened to a container. */
  happened(runtime: string, id: string, happening: Happening): void {
    const kind = this.#options.runtimes.kindOf(runtime);
    const entry = this.#containers.get(kind, id);
    if (this.#isOthers(runtime, entry)) return;
    const time = this.#options.timeOf(happening.epochTime);
    const event = this.#options.redact(
      { kind: "container", action: happening.action, time, happening } as const,
    );
    const container = entry?.container ?? { id, kind, runtime, nesting: [] };
    const label = container.name === undefined ? "unknown" : "ok";
    this.#send(event, this.#cgroupOf(entry), container, label, undefined);
  }

  /** A runtime removed a container. */
  removed(runtime: string, id: string): void {
    const entry = this.#containers.get(this.#options.runtimes.kindOf(runtime), id);
    if (entry !== undefined && !this.#isOthers(runtime, entry)) this.#containers.bury(entry);
  }

  /** Whether a container is another runtime's by its path: some runtimes say what their users like. */
  #isOthers(runtime: string, entry: ContainerEntry | undefined): boolean {
    return entry !== undefined && !this.#options.runtimes.covers(runtime, entry.container.kind);
  }

  /** A runtime told of a container; of what it will tell more, the events wait on, but not longer than they may. */
  #told(entry: ContainerEntry): void {
    if (!entry.awaitsRest || entry.owesName) this.#named(entry);
  }

  /** An entry has its name, or new facts: what waited for it goes out, what went without is told. */
  #named(entry: ContainerEntry): void {
    entry.awaitsRest = false;
    this.#judgeAnew(entry);
    for (const inner of this.#containers.within(entry)) this.#judgeAnew(inner);
    this.#release(this.#hold.take(entry));
    if (!entry.owesName) return;
    entry.owesName = false;
    const event = { kind: "container", action: "label", time: this.#options.bootNow() } as const;
    this.#send(event, this.#cgroupOf(entry), entry.container, "ok", undefined);
  }

  /** What the kernel is told of a container, now that more is known. */
  #judgeAnew(entry: ContainerEntry): void {
    for (const key of entry.cgroups) {
      const known = this.#cgroups.get(key);
      if (known !== undefined) this.#judge(known);
    }
    this.#locator.judge(entry);
  }

  #cgroupOf(entry: ContainerEntry | undefined): Cgroup | undefined {
    const [key] = entry?.cgroups ?? [];
    return key === undefined ? undefined : this.#cgroups.get(key)?.cgroup;
  }

  #handleProcess(told: ProcessEvent): void {
    const { pid, cgroup: key } = told.process;
    if (told.kind === "exec" || told.kind === "process") this.#noteHelper(told);
    const { cgroup, entry, role } = this.#locator.locate(told);
    if (told.kind === "exit") this.#left(told, entry, role);
    else if (told.forLabels) return;
    // Nothing behind this line knows a secret.
    const event = this.#options.redact(told);
    // The verdict was too early: the kernel takes none before it has noted that it announced the cgroup.
    if (entry === undefined && this.#cgroups.get(key)?.isDropped === true) {
      this.#options.setVerdict(key, "drop");
    }
    if (this.#hold.isFull && this.#mustWait(pid, entry)) {
      const longest = this.#hold.expired(this.#waking.time, true);
      if (longest !== undefined) this.#endWait(longest);
    }
    if (this.#mustWait(pid, entry)) {
      if (this.#hold.size === 0) this.#waking.skip();
      this.#hold.add({ event, cgroup, entry, role }, pid, entry, this.#waking.time);
    } else {
      this.#settle(event, cgroup, entry, role);
    }
  }

  /** A process has ended, and with it a container that has no cgroup to tell of its end. */
  #left({ process: { pid, startTime } }: ExitEvent, entry?: ContainerEntry, role?: Role): void {
    this.#helpers.delete(pid, startTime);
    if (entry !== undefined && role === "init" && entry.cgroups.size === 0) {
      this.#containers.bury(entry);
    }
  }

  /** A helper's word counts outside of containers only: inside, anyone may call itself conmon. */
  #noteHelper(event: ExecEvent | SnapshotEvent): void {
    const { process, program } = event;
    const { pid, startTime, command, mountNamespace, credentials } = process;
    if (!isHelperCommand(command)) return this.#helpers.delete(pid, startTime);
    // Judges where it is, if need be: a container's first program may call itself a helper.
    if (this.#locator.locate(event).entry !== undefined) return;
    const claim = parseHelper(command, program.args, program.workingDirectory);
    if (claim === undefined) return;
    const { workingDirectory, args } = program;
    const helper = { pid, startTime, uid: credentials.uid, workingDirectory, args, claim };
    // Arguments are for whoever is told now: there may be 16 KiB of them.
    this.#helpers.add({ helper: { ...helper, args: [] }, mountNamespace });
    this.#options.runtimes.noticed(helper);
    const { containerId, runtime } = claim;
    if (containerId === undefined || helper.uid !== 0) return;
    const kind = this.#options.runtimes.kindOf(runtime);
    const entry = this.#containers.fromClaim({ helper, mountNamespace }, kind, containerId);
    // The snapshot may show a container before its helper.
    if (entry.owesName) this.#namer.useClaim(entry);
  }

  /** A container without a cgroup of its own has started. */
  #found(entry: ContainerEntry): void {
    this.#count(entry);
    this.#namer.find(entry);
  }

  /** A start is seen by a container's first cgroup, by its first process, or by both. */
  #count(entry: ContainerEntry): void {
    if (!entry.isCounted) this.#containersSeen++;
    entry.isCounted = true;
  }

  /** Whether an event waits for its container's name, or behind an earlier event of its process. */
  #mustWait(pid: number, entry: ContainerEntry | undefined): boolean {
    if (entry !== undefined && this.#namer.waits(entry)) return true;
    if (this.#hold.size === 0) return false;
    return (entry !== undefined && this.#hold.hasGuest(entry)) || this.#hold.hasPid(pid);
  }

  #handleCgroup(event: CgroupEvent): void {
    const known = this.#cgroups.get(event.cgroup);
    const entry = event.action === "attach" ? known : this.#learn(event, known);
    if (entry !== undefined && event.action === "release") {
      this.#cgroups.delete(event.cgroup);
      this.#unlink(entry);
    }
    const { process } = event;
    const role = process && this.#locator.locate({ ...event, process }).role;
    if (event.forLabels) return;
    const path = event.action === "attach" ? entry?.cgroup.path ?? "" : event.path;
    // A cgroup is older than any name that its container can have: it neither waits for one nor is owed one.
    this.#send({ ...event, path }, entry?.cgroup, entry?.container?.container, undefined, role);
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
    const isDropped = known?.isDropped ?? false;
    const entry: CgroupEntry = { cgroup, container: this.#containerOf(owner), isDropped };
    if (event.action !== "release") this.#link(entry);
    // Behind the new one: a container whose cgroup was renamed is at no time without one.
    if (known !== undefined) this.#unlink(known);
    return entry;
  }

  #link(entry: CgroupEntry): void {
    const { cgroup, container } = entry;
    this.#cgroups.set(entry);
    if (container !== undefined) {
      if (container.cgroups.size === 0) {
        this.#count(container);
        container.init = undefined;
      }
      container.cgroups.add(cgroup);
      this.#namer.find(container);
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
    if (container.cgroups.size > 0) return;
    container.isCounted = false;
    this.#containers.bury(container);
  }

  #judge(entry: CgroupEntry): void {
    const { cgroup, container } = entry;
    const isDropped = this.#options.judge(cgroup.owner, container?.container) === "no";
    // A cgroup without a verdict is delivered.
    if (isDropped === entry.isDropped) return;
    entry.isDropped = isDropped;
    this.#options.setVerdict(cgroup, isDropped ? "drop" : "deliver");
  }

  #release(events: readonly HeldEvent[]): void {
    for (const { event, cgroup, entry, role } of events) this.#settle(event, cgroup, entry, role);
  }

  /** Sends a process event with the label that it can have now, and notes when a name is owed. */
  #settle(
    event: Event,
    cgroup: Cgroup | undefined,
    entry: ContainerEntry | undefined,
    role: Role | undefined,
  ): void {
    const label = this.#namer.label(entry);
    // What a runtime does on the threshold is folded: nobody has seen it without a name.
    if (entry !== undefined && label !== "ok" && role !== "runtime") entry.owesName = true;
    this.#send(event, cgroup, entry?.container, label, role);
  }

  #send(
    event: Event,
    cgroup: Cgroup | undefined,
    container: Container | undefined,
    label: Label | undefined,
    role: Role | undefined,
  ): void {
    this.#options.emit({ event, cgroup, container, label, role });
  }
}
