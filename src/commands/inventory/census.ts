import { keyOf } from "../../enrich/container_registry.ts";
import type { RuntimeContainer } from "../../enrich/runtime_client.ts";
import type { Container } from "../../model/container.ts";
import type { Process } from "../../model/event.ts";
import type { Cgroup, LabelledEvent, Role } from "../../model/labelled_event.ts";
import type { OwnerKind } from "../../model/owner.ts";

/** A process that runs. */
export interface Resident {
  readonly process: Process;
  readonly cgroup: Cgroup | undefined;
  readonly role: Role | undefined;
  /** What was last told of it. */
  readonly labelled: LabelledEvent;
}

/** A container with what runs in it. */
export interface Household {
  readonly container: Container;
  /** The topmost of its cgroups; absent where no process of it runs, or it has none of its own. */
  readonly cgroup: Cgroup | undefined;
  /** Its processes by pid, the runtime's own left out. */
  readonly residents: readonly Resident[];
}

interface Told {
  readonly runtime: string;
  readonly kind: OwnerKind;
  readonly container: RuntimeContainer;
}

interface Entry {
  /** As events told it last. */
  seen: Container | undefined;
  /** As its runtime told it last. */
  told: Told | undefined;
  readonly pids: Set<number>;
}

/**
 * All processes and containers there are now, from events and from what runtimes tell. A container stays
 * as long as it has a process or its runtime knows it, so this is no larger than the host's own tables.
 */
export class Census {
  readonly #residents = new Map<number, Resident>();
  readonly #entries = new Map<string, Entry>();
  /** Where each process is counted. */
  readonly #homes = new Map<number, string>();

  /** Containers that are kept. */
  get size(): number {
    return this.#entries.size;
  }

  /** Takes an event, in order. */
  saw(labelled: LabelledEvent): void {
    const { event, container, cgroup, role } = labelled;
    // Only a process makes a container: what is told of one that has gone must not bring it back.
    if (container !== undefined) this.#note(container);
    switch (event.kind) {
      case "process":
      case "fork":
      case "exec":
        return this.#settle({ process: event.process, cgroup, role, labelled });
      case "exit":
        return this.#leave(event.process);
      case "cgroup":
        if (event.process === undefined || event.action !== "attach") return;
        return this.#settle({ process: event.process, cgroup, role, labelled });
      case "container":
      case "lost":
        return;
      default:
        return event satisfies never;
    }
  }

  /** A runtime tells of a container. `kind` is what a path would say of this runtime's containers. */
  told(runtime: string, kind: OwnerKind, container: RuntimeContainer): void {
    const entry = this.#entry(keyOf(kind, container.id));
    const before = entry.told?.container;
    entry.told = { runtime, kind, container: { ...before, ...container } };
  }

  /** A runtime removed a container. */
  removed(kind: OwnerKind, id: string): void {
    const key = keyOf(kind, id);
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.told = undefined;
    this.#forget(key, entry);
  }

  /** The process with this pid, as the host counts, and its container. */
  find(pid: number): { readonly resident: Resident; readonly container?: Container } | undefined {
    const resident = this.#residents.get(pid);
    if (resident === undefined) return undefined;
    const entry = this.#entries.get(this.#homes.get(pid) ?? "");
    const container = entry && containerOf(entry, true);
    return container === undefined ? { resident } : { resident, container };
  }

  /** Every container, in the order in which they were met. */
  households(): readonly Household[] {
    return [...this.#entries.values()].flatMap((entry): Household[] => {
      const residents = [...entry.pids].flatMap((pid) => this.#residents.get(pid) ?? [])
        .filter(({ role }) => role !== "runtime")
        .sort((a, b) => a.process.pid - b.process.pid);
      const container = containerOf(entry, residents.length > 0);
      return container === undefined
        ? []
        : [{ container, cgroup: topmost(residents, container), residents }];
    });
  }

  #note(container: Container): void {
    const entry = this.#entries.get(keyOf(container.kind, container.id));
    if (entry !== undefined) entry.seen = container;
  }

  #settle(resident: Resident): void {
    const { pid } = resident.process;
    const { container } = resident.labelled;
    const home = container && keyOf(container.kind, container.id);
    if (this.#homes.get(pid) !== home) this.#moveOut(pid);
    this.#residents.set(pid, resident);
    if (home === undefined) return;
    this.#homes.set(pid, home);
    const entry = this.#entry(home);
    entry.seen = container;
    entry.pids.add(pid);
  }

  /** The end of a process; of a reused pid the new one stays. */
  #leave({ pid, startTime }: Process): void {
    if (this.#residents.get(pid)?.process.startTime !== startTime) return;
    this.#residents.delete(pid);
    this.#moveOut(pid);
  }

  #moveOut(pid: number): void {
    const home = this.#homes.get(pid);
    const entry = home === undefined ? undefined : this.#entries.get(home);
    this.#homes.delete(pid);
    if (home === undefined || entry === undefined) return;
    entry.pids.delete(pid);
    this.#forget(home, entry);
  }

  /** Nothing runs in it and no runtime knows it: it is no more. */
  #forget(key: string, { told, pids }: Entry): void {
    if (told === undefined && pids.size === 0) this.#entries.delete(key);
  }

  #entry(key: string): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#entries.set(key, entry = { seen: undefined, told: undefined, pids: new Set() });
    }
    return entry;
  }
}

/** What is known from both sides: the path says where it is, the runtime what it is. */
function containerOf({ seen, told, pids }: Entry, runs: boolean): Container | undefined {
  if (told === undefined) {
    if (seen === undefined || pids.size === 0) return undefined;
    return { ...seen, ...seen.state === undefined && runs ? { state: "running" } : {} };
  }
  const pod = { ...seen?.pod, ...told.container.pod };
  return {
    nesting: [],
    ...runs ? { state: "running" } : {},
    ...seen,
    ...told.container,
    ...Object.keys(pod).length === 0 ? {} : { pod },
    kind: seen?.kind ?? told.kind,
    runtime: told.runtime,
  };
}

/** The shortest path is the container's own cgroup; those below it, its processes may have made. */
function topmost(residents: readonly Resident[], { id }: Container): Cgroup | undefined {
  const cgroups = residents.flatMap(({ cgroup }) =>
    cgroup?.owner.containerId === id ? [cgroup] : []
  );
  return cgroups.sort((a, b) => a.path.length - b.path.length)[0];
}
