import type { OwnerKind } from "../model/owner.ts";
import type { RuntimeClient, RuntimeContainer, Unanswered } from "./runtime_client.ts";

/** A container, and the runtime that told of it. */
export interface RuntimeAnswer {
  readonly runtime: string;
  readonly container: RuntimeContainer;
}

/** Receives what any runtime tells. */
export interface RuntimeSetListener {
  update(runtime: string, container: RuntimeContainer): void;
  removed(id: string): void;
  /** A runtime stopped answering, or never did. Once for each outage. */
  down(runtime: string, reason: string): void;
  up(runtime: string): void;
}

/** The runtimes of this host as one: whom to ask for a container, and who answers. */
export class RuntimeSet {
  readonly #clients: readonly RuntimeClient[];
  readonly #states = new Map<string, "up" | "down">();
  #onSettled = () => {};
  readonly #pending = new Map<string, Promise<RuntimeAnswer | Unanswered>>();

  constructor(clients: readonly RuntimeClient[]) {
    this.#clients = clients;
  }

  /** Names of the runtimes that answer now. */
  get up(): readonly string[] {
    return this.#clients.map((client) => client.name).filter((name) => this.#isUp(name));
  }

  /** What a path says of a runtime's containers. */
  kindOf(runtime: string): OwnerKind {
    return this.#clients.find((client) => client.name === runtime)?.kinds[0] ?? "unknown";
  }

  /** Resolves when each runtime has been heard of, be it that it does not answer, or after `limitMs`. */
  settled(limitMs: number): Promise<void> {
    if (this.#states.size === this.#clients.length) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#onSettled = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Whether a runtime that answers, or has not been heard yet, may know containers of this kind. */
  mayKnow(kind: OwnerKind): boolean {
    return this.#clients.some((client) =>
      client.kinds.includes(kind) && this.#states.get(client.name) !== "down"
    );
  }

  /** Follows all runtimes until the signal aborts. Resolves when all have ended. */
  async follow(listener: RuntimeSetListener, signal: AbortSignal): Promise<void> {
    await Promise.all(this.#clients.map((client) =>
      client.follow({
        update: (container) => listener.update(client.name, container),
        removed: (id) => listener.removed(id),
        state: (state, reason) => {
          this.#states.set(client.name, state);
          if (this.#states.size === this.#clients.length) this.#onSettled();
          if (state === "up") listener.up(client.name);
          else listener.down(client.name, reason ?? "no answer");
        },
      }, signal)
    ));
  }

  /**
   * Asks the runtimes that may know the container; one request at a time for each id. `none` when all of
   * them said so. Never rejects.
   */
  lookup(kind: OwnerKind, id: string): Promise<RuntimeAnswer | Unanswered> {
    const pending = this.#pending.get(id);
    if (pending !== undefined) return pending;
    const asked = this.#ask(kind, id).finally(() => this.#pending.delete(id));
    this.#pending.set(id, asked);
    return asked;
  }

  async #ask(kind: OwnerKind, id: string): Promise<RuntimeAnswer | Unanswered> {
    let unanswered: Unanswered = "none";
    for (const client of this.#clients) {
      if (!client.kinds.includes(kind)) continue;
      const isDown = this.#states.get(client.name) === "down";
      const answer = isDown ? "no answer" : await client.lookup(id);
      if (typeof answer !== "string") return { runtime: client.name, container: answer };
      if (answer === "no answer") unanswered = answer;
    }
    return unanswered;
  }

  #isUp(name: string): boolean {
    return this.#states.get(name) === "up";
  }
}
