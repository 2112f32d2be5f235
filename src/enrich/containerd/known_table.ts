import type { Labels } from "../../model/container.ts";
import type { RuntimeContainer } from "../runtime_client.ts";

/** What is kept of a container that was told. */
interface Known {
  readonly name: string;
  /** Labels of the pod, of a pod's own container only. */
  readonly podLabels: Labels | undefined;
}

/**
 * The containers told so far, across outages: their names, and which of them have vanished meanwhile. An id
 * is unique within its namespace only. Bounded: the oldest is forgotten for a new one.
 */
export class KnownTable {
  readonly #limit: number;
  readonly #byId = new Map<string, Map<string, Known>>();
  #forgotten = 0;

  /** Keeps at most `limit` ids. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** How many were dropped for want of room. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Notes a container; gives what may be told of it, which is no more than the id where two share that. */
  add(namespace: string, container: RuntimeContainer): RuntimeContainer {
    const { id, name, isSandbox, pod } = container;
    const same = this.#byId.get(id) ?? new Map<string, Known>();
    same.set(namespace, { name, podLabels: isSandbox === true ? pod?.labels : undefined });
    this.#byId.set(id, same);
    if (this.#byId.size > this.#limit) {
      const [oldest] = this.#byId.keys();
      if (oldest !== undefined) this.#byId.delete(oldest);
      this.#forgotten++;
    }
    return same.size === 1 ? container : { id, name: id };
  }

  /** The name that was told; undefined where two share the id, and for one that was not told. */
  nameOf(namespace: string, id: string): string | undefined {
    const same = this.#byId.get(id);
    return same?.size === 1 ? same.get(namespace)?.name : undefined;
  }

  /** Labels of a pod, by the id of its own container. */
  podLabelsOf(namespace: string, id: string): Labels | undefined {
    return this.#byId.get(id)?.get(namespace)?.podLabels;
  }

  /** Forgets a container; true when no other of the same id is left. */
  delete(namespace: string, id: string): boolean {
    const same = this.#byId.get(id);
    same?.delete(namespace);
    if (same !== undefined && same.size > 0) return false;
    this.#byId.delete(id);
    return true;
  }

  /** Deletes what is not among these `<namespace>/<id>`s, and gives the ids that have gone altogether. */
  deleteMissing(present: ReadonlySet<string>): string[] {
    const gone: string[] = [];
    for (const [id, same] of this.#byId) {
      for (const namespace of [...same.keys()]) {
        if (!present.has(`${namespace}/${id}`) && this.delete(namespace, id)) gone.push(id);
      }
    }
    return gone;
  }
}
