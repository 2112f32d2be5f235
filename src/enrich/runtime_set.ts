import type { Happening } from "../model/event.ts";
import type { OwnerKind } from "../model/owner.ts";
import type { Helper } from "./helper/helper.ts";
import type {
  LookupContext,
  RunningContainer,
  RuntimeClient,
  RuntimeContainer,
  RuntimeState,
  Unanswered,
} from "./runtime_client.ts";

/** Of a container that its own cgroup tells of, on the host. */
const NO_CONTEXT: LookupContext = {
  nesting: [],
  outer: undefined,
  runtime: undefined,
  claimedBy: undefined,
};

/**
 * Lookups under way: a client answers within a second, and a host starts some hundreds of containers in one; the bound
 * is for a thousand times as many, whose names nobody could tell in time.
 */
export const LOOKUPS_MAX = 4096;

/** A container, and the runtime that told of it. */
export interface RuntimeAnswer {
  readonly runtime: string;
  readonly container: RuntimeContainer;
}

/** Receives what any runtime tells. */
export interface RuntimeSetListener {
  update(runtime: string, container: RuntimeContainer): void;
  happened(runtime: string, id: string, happening: Happening): void;
  removed(runtime: string, id: string): void;
  /** A runtime stopped answering, or never did. Once for each outage. */
  down(runtime: string, reason: string): void;
  /** There is no such runtime on this host. */
  absent(runtime: string, reason: string): void;
  up(runtime: string): void;
}

/** The runtimes of this host as one: whom to ask for a container, and who answers. */
export class RuntimeSet {
  readonly #clients: readonly RuntimeClient[];
  readonly #states = new Map<string, RuntimeState>();
  /** Runtimes that told of a container which is in none. */
  readonly #outermost = new Set<string>();
  #onSettled = () => {};
  readonly #pending = new Map<string, Promise<RuntimeAnswer | Unanswered>>();

  constructor(clients: readonly RuntimeClient[]) {
    this.#clients = clients;
  }

  /** How many there are to ask. */
  get size(): number {
    return this.#clients.length;
  }

  /** Lookups that wait for an answer. */
  get lookups(): number {
    return this.#pending.size;
  }

  /** Names of the runtimes that answer now. */
  get up(): readonly string[] {
    return this.#clients.map((client) => client.name).filter((name) => this.#isUp(name));
  }

  /** What a path says of a runtime's containers. */
  kindOf(runtime: string): OwnerKind {
    return this.#clients.find((client) => client.name === runtime)?.kinds[0] ?? "unknown";
  }

  /** Whether containers of this kind, by their path, may be this runtime's. */
  covers(runtime: string, kind: OwnerKind): boolean {
    return this.#clients.find(({ name }) => name === runtime)?.kinds.includes(kind) ?? true;
  }

  /** A runtime told of a container that is in no other. */
  notedOutermost(runtime: string): void {
    this.#outermost.add(runtime);
  }

  /** The runtime whose ids are names, if a container of this kind, or one that it claimed, is its own. */
  namesById(kind: OwnerKind, claimedRuntime: string | undefined): string | undefined {
    return this.#clients.find(({ idIsName, kinds, name }) =>
      idIsName && (name === claimedRuntime || (kind !== "unknown" && kinds.includes(kind)))
    )?.name;
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

  /** Whether a runtime may know containers of this kind, be it from files while its daemon is down. */
  mayKnow(kind: OwnerKind): boolean {
    return this.#clients.some((client) => client.kinds.includes(kind));
  }

  /** Follows all runtimes until the signal aborts. Resolves when all have ended. */
  async follow(listener: RuntimeSetListener, signal: AbortSignal): Promise<void> {
    await Promise.all(this.#clients.map((client) =>
      client.follow({
        update: (container) => listener.update(client.name, container),
        happened: (id, happening) => listener.happened(client.name, id, happening),
        removed: (id) => listener.removed(client.name, id),
        state: (state, reason) => {
          this.#states.set(client.name, state);
          if (this.#states.size === this.#clients.length) this.#onSettled();
          if (state === "up") listener.up(client.name);
          else listener[state](client.name, reason ?? "no answer");
        },
      }, signal)
    ));
  }

  /**
   * Asks the runtimes that may know the container; one request at a time for each kind and id. `none` when all of
   * them said so, `no answer` at once where too many are asked for. Never rejects.
   */
  lookup(
    kind: OwnerKind,
    id: string,
    context: LookupContext = NO_CONTEXT,
  ): Promise<RuntimeAnswer | Unanswered> {
    // An id may be a name that containers of two kinds have.
    const { nesting, claimedBy = "", runtime = "" } = context;
    const key = [...nesting, claimedBy, runtime, kind, id].join("/");
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    if (this.#pending.size >= LOOKUPS_MAX) return Promise.resolve("no answer");
    const asked = this.#ask(kind, id, context).finally(() => this.#pending.delete(key));
    this.#pending.set(key, asked);
    return asked;
  }

  /** Containers that run now and are not to be known by their cgroups, with their runtimes. */
  async running(): Promise<readonly (RunningContainer & { readonly runtime: string })[]> {
    const found = await Promise.all(this.#clients.map(async (client) => {
      const containers = await client.running?.() ?? [];
      return containers.map((container) => ({ ...container, runtime: client.name }));
    }));
    return found.flat();
  }

  /** A helper of some runtime runs: whoever it belongs to learns where to look. */
  noticed(helper: Helper): void {
    for (const client of this.#clients) client.noticed?.(helper);
  }

  /** All at once: one that hangs must not hold up the one that knows. */
  #ask(
    kind: OwnerKind,
    id: string,
    context: LookupContext,
  ): Promise<RuntimeAnswer | Unanswered> {
    return new Promise((resolve) => {
      const asked = this.#clients.filter((client) =>
        client.kinds.includes(kind) && this.#mayTell(client, context)
      );
      let unanswered: Unanswered = "none";
      let left = asked.length;
      if (left === 0) resolve(unanswered);
      for (const client of asked) {
        client.lookup(id, context).then((answer) => {
          const { name } = client;
          if (typeof answer !== "string") {
            resolve({ runtime: answer.runtime ?? name, container: answer });
          }
          // From one that is down, or not there, no more is to be expected.
          const state = this.#states.get(name) ?? "up";
          if (answer === "no answer" && state === "up") unanswered = answer;
          if (--left === 0) resolve(unanswered);
        });
      }
    });
  }

  /**
   * Whether a runtime's word counts for a container. A container can make cgroups below its own and call them
   * what it likes: a runtime that has containers beside the outermost ones has none below. (Where ctrack
   * runs on a node that is a container itself, no runtime has.)
   */
  #mayTell(client: RuntimeClient, { nesting, runtime, claimedBy }: LookupContext): boolean {
    if (runtime !== undefined && runtime !== client.name && this.#has(runtime)) return false;
    if (claimedBy !== undefined) return client.knowsUsers === true;
    return nesting.length === 0 || client.asksInside === true || !this.#outermost.has(client.name);
  }

  #has(runtime: string): boolean {
    return this.#clients.some(({ name }) => name === runtime);
  }

  #isUp(name: string): boolean {
    return this.#states.get(name) === "up";
  }
}
