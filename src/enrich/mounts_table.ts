import type { ContainerEntry } from "./container_registry.ts";

/** As many as the kernel side keeps verdicts for, of each sort; the one that was learnt first gives way. */
export const MOUNTS_MAX = 16_384;

/** Whose a mount namespace is: a container's, or nobody's but the host's. */
export type MountsOwner = ContainerEntry | "host";

/**
 * Mount namespaces by their number, which is never used twice while the host is up: an entry of a
 * namespace that has gone does no harm. However many the host makes, containers keep theirs.
 */
export class MountsTable {
  readonly #hosts = new Map<number, "host">();
  readonly #containers = new Map<number, ContainerEntry>();
  /** What was asked for last: events come in runs, and each asks more than once. */
  #last: number | undefined;
  #lastOwner: MountsOwner | undefined;

  get size(): number {
    return this.#hosts.size + this.#containers.size;
  }

  /** Undefined while nobody has judged it. */
  get(mountNamespace: number): MountsOwner | undefined {
    if (mountNamespace === this.#last) return this.#lastOwner;
    this.#last = mountNamespace;
    this.#lastOwner = this.#containers.get(mountNamespace) ?? this.#hosts.get(mountNamespace);
    return this.#lastOwner;
  }

  /** Notes an owner. */
  set(mountNamespace: number, owner: MountsOwner): void {
    this.delete(mountNamespace);
    const owners = owner === "host" ? this.#hosts : this.#containers;
    if (owners.size >= MOUNTS_MAX) {
      for (const oldest of owners.keys()) {
        this.delete(oldest);
        break;
      }
    }
    if (owner === "host") {
      this.#hosts.set(mountNamespace, owner);
    } else {
      this.#containers.set(mountNamespace, owner);
      owner.mounts.add(mountNamespace);
    }
  }

  /** As if nobody had judged it. */
  delete(mountNamespace: number): void {
    this.#last = undefined;
    this.#containers.get(mountNamespace)?.mounts.delete(mountNamespace);
    this.#containers.delete(mountNamespace);
    this.#hosts.delete(mountNamespace);
  }
}
