import { keyOf } from "../model/container_key.ts";
import type { Container } from "../model/container.ts";
import type { Cgroup, LabelledEvent } from "../model/labelled_event.ts";
import type { OwnerKind } from "../model/owner.ts";
import type { ProcessNode } from "./process_node.ts";
import { snapshotOf } from "./snapshot_of.ts";
import { ProcessTable, type ProcessTableOptions } from "./process_table.ts";

/** What a runtime tells of a container; what it leaves out stays as it was known. */
export type ToldContainer =
  & Pick<Container, "id">
  & Partial<Omit<Container, "id" | "kind" | "nesting" | "runtime">>;

/** A container with what runs in it. */
export interface Household {
  readonly container: Container;
  /** The topmost of its cgroups; absent where no process of it runs, or it has none of its own. */
  readonly cgroup: Cgroup | undefined;
  /** Its processes by pid, the runtime's own left out. */
  readonly residents: readonly ProcessNode[];
}

interface Told {
  readonly runtime: string;
  readonly kind: OwnerKind;
  readonly container: ToldContainer;
}

interface Entry {
  /** As events told it last. */
  seen: Container | undefined;
  /** As its runtime told it last. */
  told: Told | undefined;
  readonly residents: Map<number, ProcessNode>;
}

/** Containers that stay when nothing runs in them any more; of a longer past the first ones are forgotten. */
export const KEPT_MAX = 65_536;

/** Settings of {@link Census}. */
export interface CensusOptions extends Omit<ProcessTableOptions, "onEnd"> {
  /** Containers stay when nothing runs in them any more, {@link KEPT_MAX} at most. @default false */
  readonly keepsContainers?: boolean;
}

/**
 * All processes and containers there are, from events and from what runtimes tell. A container stays
 * as long as it has a process or its runtime knows it, so there are no more than the host's own tables have.
 */
export class Census {
  readonly #processes: ProcessTable;
  readonly #entries = new Map<string, Entry>();
  readonly #keepsContainers: boolean;
  /** Where each process that runs is counted. */
  readonly #homes = new Map<ProcessNode, string>();

  constructor(options: CensusOptions = {}) {
    this.#keepsContainers = options.keepsContainers ?? false;
    this.#processes = new ProcessTable({ ...options, onEnd: (node) => this.#moveOut(node) });
  }

  /** Containers that are kept. */
  get size(): number {
    return this.#entries.size;
  }

  /** All processes, those of the host included. */
  get processes(): ProcessTable {
    return this.#processes;
  }

  /** Takes an event; they may come in any order. Gives the process that it is about, if there is one. */
  saw(labelled: LabelledEvent): ProcessNode | undefined {
    const { container } = labelled;
    // Only a process makes a container: what is told of one that has gone must not bring it back.
    if (container !== undefined) this.#note(container);
    const node = this.#processes.apply(labelled);
    if (node !== undefined && node.endedAt === undefined) this.#settle(node);
    return node;
  }

  /** A runtime tells of a container. `kind` is what a path would say of this runtime's containers. */
  told(runtime: string, kind: OwnerKind, container: ToldContainer): void {
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
  find(
    pid: number,
  ): { readonly resident: ProcessNode; readonly container?: Container } | undefined {
    const resident = this.#processes.running(pid);
    if (resident === undefined) return undefined;
    const container = this.containerOf(resident);
    return container === undefined ? { resident } : { resident, container };
  }

  /** Who runs, each as a `process` event of when it was last heard of; containers as events told them last. */
  *running(): Generator<LabelledEvent> {
    for (const node of this.#processes.live()) {
      const home = this.#homes.get(node);
      const seen = home === undefined ? undefined : this.#entries.get(home)?.seen;
      yield snapshotOf(node, node.lastAt, seen ?? node.container);
    }
  }

  /** A process's container, with all that events and runtimes told of it. */
  containerOf(node: ProcessNode): Container | undefined {
    const { container } = node;
    if (container === undefined) return undefined;
    const entry = this.#entries.get(keyOf(container.kind, container.id));
    return (entry && merged(entry, true)) ?? container;
  }

  /** Every container, in the order in which they were met. */
  households(): readonly Household[] {
    return [...this.#entries.values()].flatMap((entry): Household[] => {
      const residents = [...entry.residents.values()].filter(({ role }) => role !== "runtime")
        .sort((a, b) => a.process.pid - b.process.pid);
      const container = merged(entry, residents.length > 0);
      return container === undefined
        ? []
        : [{ container, cgroup: topmost(residents, container), residents }];
    });
  }

  #note(container: Container): void {
    const entry = this.#entries.get(keyOf(container.kind, container.id));
    if (entry !== undefined) entry.seen = container;
  }

  #settle(node: ProcessNode): void {
    const { container, process: { pid } } = node;
    const home = container && keyOf(container.kind, container.id);
    if (this.#homes.get(node) !== home) this.#moveOut(node);
    if (home === undefined) return;
    this.#homes.set(node, home);
    const entry = this.#entry(home);
    entry.seen = container;
    entry.residents.set(pid, node);
  }

  #moveOut(node: ProcessNode): void {
    const home = this.#homes.get(node);
    const entry = home === undefined ? undefined : this.#entries.get(home);
    this.#homes.delete(node);
    if (home === undefined || entry === undefined) return;
    entry.residents.delete(node.process.pid);
    this.#forget(home, entry);
  }

  #forget(key: string, entry: Entry): void {
    if (isOver(entry) && !this.#keepsContainers) this.#entries.delete(key);
  }

  #makeRoom(): void {
    for (const [key, entry] of this.#entries) {
      if (!isOver(entry)) continue;
      this.#entries.delete(key);
      return;
    }
  }

  #entry(key: string): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#keepsContainers && this.#entries.size >= KEPT_MAX) this.#makeRoom();
      this.#entries.set(key, entry = { seen: undefined, told: undefined, residents: new Map() });
    }
    return entry;
  }
}

/** Nothing runs in it and no runtime knows it: it is no more. */
function isOver({ told, residents }: Entry): boolean {
  return told === undefined && residents.size === 0;
}

/** What is known from both sides: the path says where it is, the runtime what it is. */
function merged({ seen, told, residents }: Entry, runs: boolean): Container | undefined {
  if (told === undefined) {
    if (seen === undefined) return undefined;
    // What its runtime said of it when it ran does not hold any more.
    if (residents.size === 0) return { ...seen, state: "exited" };
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
function topmost(residents: readonly ProcessNode[], { id }: Container): Cgroup | undefined {
  const cgroups = residents.flatMap(({ cgroup }) =>
    cgroup?.owner.containerId === id ? [cgroup] : []
  );
  return cgroups.sort((a, b) => a.path.length - b.path.length)[0];
}
