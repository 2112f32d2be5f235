import type { ContainerEntry } from "./container_registry.ts";

/** As many as the kernel side keeps verdicts for; the one that was learnt first gives way. */
export const MOUNTS_MAX = 16_384;

/** Whose a mount namespace is: a container's, or nobody's but the host's. */
export type MountsOwner = ContainerEntry | "host";

/**
 * Mount namespaces by their number, which is never used twice while the host is up: an entry of a
 * namespace that has gone does no harm.
 */
export class MountsTable {
  readonly #owners = new Map<number, MountsOwner>();

  get size(): number {
    return this.#owners.size;
  }

  /** Undefined while nobody has judged it. */
  get(mountNamespace: number): MountsOwner | undefined {
    return this.#owners.get(mountNamespace);
  }

  /** Notes an owner. */
  set(mountNamespace: number, owner: MountsOwner): void {
    this.#forget(mountNamespace);
    if (this.#owners.size >= MOUNTS_MAX) {
      for (const oldest of this.#owners.keys()) {
        this.#forget(oldest);
        break;
      }
    }
    this.#owners.set(mountNamespace, owner);
    if (owner !== "host") owner.mounts.add(mountNamespace);
  }

  #forget(mountNamespace: number): void {
    const owner = this.#owners.get(mountNamespace);
    if (owner !== undefined && owner !== "host") owner.mounts.delete(mountNamespace);
    this.#owners.delete(mountNamespace);
  }
}
