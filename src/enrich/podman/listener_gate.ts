import type { Happening } from "../../model/event.ts";
import type { RuntimeContainer, RuntimeListener } from "../runtime_client.ts";
import { PODMAN_LIMITS } from "./podman_limits.ts";

/** What one user's podman tells, on its way to the listener. */
export type Told = Pick<RuntimeListener, "update" | "happened" | "removed">;

/** Asks whether a user may speak of a container. Must not reject. */
export type MayTell = (uid: number, id: string) => Promise<boolean>;

/**
 * Lets through what a user may tell: names of containers that are not somebody else's, and what happened to those
 * only that he named. Root is not asked. Order is kept; a user who talks faster than he is checked loses words.
 */
export class ListenerGate {
  readonly #listener: Told;
  readonly #mayTell: MayTell;
  /** Who named each container, the oldest forgotten at the bound. */
  readonly #owners = new Map<string, number>();
  readonly #waiting = new Map<number, { count: number; last: Promise<void> }>();
  #dropped = 0;

  constructor(listener: Told, mayTell: MayTell) {
    this.#listener = listener;
    this.#mayTell = mayTell;
  }

  /** Calls that were dropped because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The listener for what a user's podman tells. */
  of(uid: number): Told {
    return {
      update: (container) => this.#pass(uid, container.id, () => this.#update(uid, container)),
      happened: (id, happening) => this.#pass(uid, id, () => this.#happened(uid, id, happening)),
      removed: (id) => this.#pass(uid, id, () => this.#removed(uid, id)),
    };
  }

  /** Resolves when what waits now has been checked. */
  async settled(): Promise<void> {
    await Promise.all([...this.#waiting.values()].map(({ last }) => last));
  }

  #pass(uid: number, id: string, call: () => void): void {
    if (uid === 0) return call();
    const line = this.#waiting.get(uid) ?? { count: 0, last: Promise.resolve() };
    if (line.count >= PODMAN_LIMITS.waitingWords) {
      this.#dropped++;
      return;
    }
    this.#waiting.set(uid, line);
    line.count++;
    line.last = line.last.then(async () => {
      const may = await this.#mayTell(uid, id);
      if (may) call();
      if (--line.count === 0) this.#waiting.delete(uid);
    });
  }

  #update(uid: number, container: RuntimeContainer): void {
    const { id } = container;
    this.#owners.delete(id);
    this.#owners.set(id, uid);
    if (this.#owners.size > PODMAN_LIMITS.owners) {
      const [oldest] = this.#owners.keys();
      if (oldest !== undefined) this.#owners.delete(oldest);
    }
    this.#listener.update(uid === 0 ? container : { ...container, ofUser: uid });
  }

  #happened(uid: number, id: string, happening: Happening): void {
    if (this.#isOwner(uid, id)) this.#listener.happened(id, happening);
  }

  #removed(uid: number, id: string): void {
    if (!this.#isOwner(uid, id)) return;
    this.#owners.delete(id);
    this.#listener.removed(id);
  }

  #isOwner(uid: number, id: string): boolean {
    return uid === 0 || this.#owners.get(id) === uid;
  }
}
