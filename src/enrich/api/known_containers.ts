import type { RuntimeContainer } from "../runtime_client.ts";

/** Docker lists the image's id once the reference it was started with names another image. */
const IMAGE_ID = /^sha256:[0-9a-f]+$/;

/**
 * The containers reported so far, across outages: it tells which vanished meanwhile, and keeps the
 * image reference of each. Bounded: the oldest is forgotten for a new one.
 */
export class KnownContainers {
  readonly #limit: number;
  readonly #images = new Map<string, string | undefined>();
  #forgotten = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#images.size;
  }

  /** How many were dropped for want of room. */
  get forgotten(): number {
    return this.#forgotten;
  }

  has(id: string): boolean {
    return this.#images.has(id);
  }

  /** Notes a container; gives it back with the image reference that was known before, if better. */
  add(container: RuntimeContainer): RuntimeContainer {
    const known = this.#images.get(container.id);
    const { image } = container;
    const keep = known !== undefined && (image === undefined || IMAGE_ID.test(image));
    const better = keep ? { ...container, image: known } : container;
    this.#images.set(better.id, better.image);
    if (this.#images.size > this.#limit) {
      const [oldest] = this.#images.keys();
      if (oldest !== undefined) this.#images.delete(oldest);
      this.#forgotten++;
    }
    return better;
  }

  delete(id: string): void {
    this.#images.delete(id);
  }

  /** Deletes the ids outside of all given sets, and gives them. */
  deleteMissing(...present: readonly { has(id: string): boolean }[]): string[] {
    const missing = [...this.#images.keys()].filter((id) => !present.some((set) => set.has(id)));
    for (const id of missing) this.#images.delete(id);
    return missing;
  }
}
