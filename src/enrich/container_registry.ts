import type { Container } from "../model/container.ts";
import type { NestingLevel, Owner, OwnerKind } from "../model/owner.ts";
import type { RuntimeContainer } from "./runtime_client.ts";

/** One container. The entry lives as long as anything may still refer to it; its content changes. */
export interface ContainerEntry {
  /** What is known now; replaced, never changed. */
  container: Container;
  /** Cgroups that belong to it. */
  readonly cgroups: Set<{ readonly hierarchy: number; readonly id: number }>;
  /** Events went out without its name: tell the name when it comes. */
  owesName: boolean;
  /** No runtime that could tell knows it. */
  isStranger: boolean;
}

/**
 * Containers kept: alive or with a tombstone. A host runs some hundreds; the bound is for malice and for
 * thousands that were created and never started.
 */
export const CONTAINERS_MAX = 16_384;

/** How long a container that has gone keeps its entry, ms: its last events may still be on their way. */
const TOMBSTONE_MS = 60_000;

/** Tombstones kept, some 3 MB; a host that ends more containers a minute keeps them for less time. */
export const TOMBSTONES_MAX = 2048;

/** Containers by id, with tombstones for those that have gone. */
export class ContainerRegistry {
  readonly #entries = new Map<string, ContainerEntry>();
  /** When each tombstone may go, ms, oldest first. */
  readonly #tombstones = new Map<string, number>();
  readonly #now: () => number;

  /** `now` is a clock in ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): ContainerEntry | undefined {
    return this.#entries.get(id);
  }

  /** The container that a path names; a new entry has no name yet. */
  fromPath(id: string, owner: Owner): ContainerEntry {
    const known = this.#entries.get(id);
    if (known === undefined) {
      return this.#add({ id, kind: owner.kind, nesting: idsOf(owner.nesting), ...podOf(owner) });
    }
    const { container } = known;
    const { runtime } = container;
    // What the path says stands; a path that says nothing is completed by the runtime that knows the id.
    const kind = owner.kind === "unknown" && runtime !== undefined ? container.kind : owner.kind;
    const pod = container.pod ?? podOf(owner).pod;
    known.container = {
      ...container,
      kind,
      nesting: idsOf(owner.nesting),
      ...pod === undefined ? {} : { pod },
    };
    return known;
  }

  /** What a runtime tells. `kind` is what a path would say of this runtime's containers. */
  fromRuntime(runtime: string, kind: OwnerKind, told: RuntimeContainer): ContainerEntry {
    const { id, name, image } = told;
    const known = this.#entries.get(id);
    const before = known?.container;
    const pod = told.pod ?? before?.pod;
    const container: Container = {
      id,
      kind: before === undefined || before.kind === "unknown" ? kind : before.kind,
      name,
      runtime,
      ...image === undefined ? {} : { image },
      ...pod === undefined ? {} : { pod },
      nesting: before?.nesting ?? [],
    };
    if (known === undefined) return this.#add(container);
    this.#tombstones.delete(id);
    known.container = container;
    known.isStranger = false;
    return known;
  }

  /** The runtime removed it, or its last cgroup has gone: it stays a while for its last events. */
  bury(id: string): void {
    if (!this.#entries.has(id)) return;
    this.#tombstones.delete(id);
    this.#tombstones.set(id, this.#now() + TOMBSTONE_MS);
    this.#sweep();
  }

  #add(container: Container): ContainerEntry {
    this.#sweep();
    if (this.#entries.size >= CONTAINERS_MAX) this.#makeRoom();
    const entry: ContainerEntry = {
      container,
      cgroups: new Set(),
      owesName: false,
      isStranger: false,
    };
    this.#entries.set(container.id, entry);
    return entry;
  }

  /** Removes what was buried long enough ago, or is one too many, and has no cgroup left. */
  #sweep(): void {
    const now = this.#now();
    for (const [id, until] of this.#tombstones) {
      if (until > now && this.#tombstones.size <= TOMBSTONES_MAX) return;
      this.#tombstones.delete(id);
      if (this.#entries.get(id)?.cgroups.size === 0) this.#entries.delete(id);
    }
  }

  /** The oldest tombstone gives way, else the oldest container without a cgroup, else the oldest. */
  #makeRoom(): void {
    const [buried] = this.#tombstones.keys();
    let victim = buried;
    if (victim === undefined) {
      for (const [id, entry] of this.#entries) {
        victim ??= id;
        if (entry.cgroups.size > 0) continue;
        victim = id;
        break;
      }
    }
    if (victim === undefined) return;
    this.#tombstones.delete(victim);
    this.#entries.delete(victim);
  }
}

function idsOf(nesting: readonly NestingLevel[]): readonly string[] {
  return nesting.map((level) => level.containerId);
}

function podOf({ podUid }: Owner): Pick<Container, "pod"> {
  return podUid === undefined ? {} : { pod: { uid: podUid } };
}
