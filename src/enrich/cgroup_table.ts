import type { CgroupKey } from "../model/event.ts";
import type { Cgroup } from "../model/labelled_event.ts";
import type { ContainerEntry } from "./container_registry.ts";

/** A cgroup that was announced, and the container whose events come from it. */
export interface CgroupEntry {
  readonly cgroup: Cgroup;
  /** Absent for the host's own cgroups. */
  readonly container: ContainerEntry | undefined;
  /** Nobody wants its events, and the kernel was told so. */
  isDropped: boolean;
}

/**
 * As many as the kernel side keeps verdicts for. Each entry goes when the kernel releases its cgroup;
 * the bound is for releases that were lost.
 */
export const CGROUPS_MAX = 65_536;

/** Cgroups by hierarchy and id. The oldest gives way when the table is full. */
export class CgroupTable {
  readonly #hierarchies = new Map<number, Map<number, CgroupEntry>>();
  readonly #onEvicted: (entry: CgroupEntry) => void;
  #size = 0;
  /** What was asked for last: events come in runs. */
  #last: CgroupEntry | undefined;

  /** `onEvicted` is called for an entry that gives way to a new one. */
  constructor(onEvicted: (entry: CgroupEntry) => void) {
    this.#onEvicted = onEvicted;
  }

  get size(): number {
    return this.#size;
  }

  get(key: CgroupKey): CgroupEntry | undefined {
    const { hierarchy, id } = key;
    const last = this.#last?.cgroup;
    if (last?.id === id && last.hierarchy === hierarchy) return this.#last;
    return this.#last = this.#hierarchies.get(hierarchy)?.get(id);
  }

  /** Adds or replaces an entry. */
  set(entry: CgroupEntry): void {
    const { hierarchy, id } = entry.cgroup;
    let ids = this.#hierarchies.get(hierarchy);
    if (ids === undefined) this.#hierarchies.set(hierarchy, ids = new Map());
    if (!ids.has(id)) {
      if (this.#size >= CGROUPS_MAX) this.#evict();
      this.#size++;
    }
    ids.set(id, entry);
    this.#last = entry;
  }

  delete(key: CgroupKey): void {
    this.#last = undefined;
    if (this.#hierarchies.get(key.hierarchy)?.delete(key.id)) this.#size--;
  }

  /** The oldest entry of the fullest hierarchy. */
  #evict(): void {
    const fullest = [...this.#hierarchies.values()].reduce((a, b) => a.size >= b.size ? a : b);
    for (const entry of fullest.values()) {
      this.delete(entry.cgroup);
      this.#onEvicted(entry);
      return;
    }
  }
}
