import type { Pod } from "../model/container.ts";
import type { OwnerKind } from "../model/owner.ts";

/** What a container runtime tells about one container. */
export interface RuntimeContainer {
  readonly id: string;
  readonly name: string;
  readonly image?: string;
  readonly pod?: Pod;
}

/** Why there is no container to tell of: the runtime has none such, or it did not say. */
export type Unanswered = "none" | "no answer";

/** Where a client reports. Calls are synchronous and must not throw. */
export interface RuntimeListener {
  /** A container exists with these names, or got new ones. */
  update(container: RuntimeContainer): void;
  /** The runtime removed the container. */
  removed(id: string): void;
  /** The runtime answers (`up`), or stopped answering or never did (`down`, with the reason). */
  state(state: "up" | "down", reason?: string): void;
}

/** One container runtime's API. One file or folder each; all behind this interface. */
export interface RuntimeClient {
  /** Runtime's name as in `container.runtime`, such as `docker`. */
  readonly name: string;
  /** Kinds of owners, by their cgroup paths, that may be this runtime's; its own kind first. */
  readonly kinds: readonly OwnerKind[];
  /**
   * Follows the runtime until the signal aborts: subscribes to its events, then lists, so that
   * nothing falls between; reconnects with backoff and lists again. Never rejects.
   */
  follow(listener: RuntimeListener, signal: AbortSignal): Promise<void>;
  /**
   * Asks for one container, bounded in time and size. `none` is the runtime's own word; too slow, too busy
   * or unreachable is `no answer`. Never rejects.
   */
  lookup(id: string): Promise<RuntimeContainer | Unanswered>;
}
