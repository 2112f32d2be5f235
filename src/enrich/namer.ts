import type { Label } from "../model/container.ts";
import type { Owner } from "../model/owner.ts";
import { type ContainerEntry, type ContainerRegistry, isAlive } from "./container_registry.ts";
import type { LookupContext } from "./runtime_client.ts";
import type { RuntimeSet } from "./runtime_set.ts";

/** What {@link Namer} shares with the labeller. */
export interface NamerOptions {
  readonly containers: ContainerRegistry;
  readonly runtimes: RuntimeSet;
  /** What the path of a container's cgroup says; undefined without one. */
  readonly ownerOf: (entry: ContainerEntry) => Owner | undefined;
  /** A runtime answered. */
  readonly onTold: (entry: ContainerEntry) => void;
  /** It has a name now, if not from its runtime. */
  readonly onNamed: (entry: ContainerEntry) => void;
  /** No runtime knows it: there is nothing left to wait for. */
  readonly onStranger: (entry: ContainerEntry) => void;
}

/** Finds names that no runtime has told by itself. */
export class Namer {
  readonly #options: NamerOptions;

  constructor(options: NamerOptions) {
    this.#options = options;
  }

  /** Whether the name is missing and worth waiting for. */
  waits(entry: ContainerEntry): boolean {
    const { container } = entry;
    return (container.name === undefined || entry.awaitsRest) && !entry.isStranger &&
      !entry.owesName && this.#options.runtimes.mayKnow(container.kind);
  }

  /** What can be said of an event that goes out now. */
  label(entry: ContainerEntry | undefined): Label | undefined {
    if (entry === undefined) return undefined;
    if (entry.container.name !== undefined) return "ok";
    return entry.isStranger || !this.#options.runtimes.mayKnow(entry.container.kind)
      ? "unknown"
      : "late";
  }

  /** Asks for a name that is missing; an id that is one is taken at once, and the rest asked for. */
  find(entry: ContainerEntry): void {
    const { container } = entry;
    const isMissing = this.waits(entry);
    const { runtimes } = this.#options;
    const namedBy = runtimes.namesById(container.kind, entry.claimedRuntime);
    if (namedBy !== undefined) {
      entry.claimedName = container.id;
      entry.claimedRuntime = namedBy;
    }
    if (!isMissing || namedBy !== undefined) this.useClaim(entry);
    if (isMissing) this.#lookUp(entry);
  }

  /** The name on the helper's command line, where no runtime tells one. */
  useClaim(entry: ContainerEntry): boolean {
    const { claimedName: name, claimedRuntime: runtime, container } = entry;
    if (container.name !== undefined || name === undefined) return false;
    entry.container = { ...container, name, ...runtime === undefined ? {} : { runtime } };
    this.#options.onNamed(entry);
    return true;
  }

  /** Asks the runtimes, in case their event streams have not told yet or never will. */
  #lookUp(entry: ContainerEntry): void {
    const { id, kind } = entry.container;
    const { containers, runtimes, onTold, onStranger } = this.#options;
    const ask = () => runtimes.lookup(kind, id, this.#contextOf(entry));
    // The container around it may be told later in the same batch, as in the snapshot.
    const asked = entry.container.nesting.length === 0 ? ask() : Promise.resolve().then(ask);
    asked.then((answer) => {
      if (typeof answer !== "string") {
        const { runtime, container } = answer;
        // The runtime told meanwhile by itself: that is newer.
        if (container.isPartial === true && entry.container.name !== undefined) return;
        if (entry.container.nesting.length === 0) runtimes.notedOutermost(runtime);
        containers.complete(entry, runtime, runtimes.kindOf(runtime), container);
        // It has ended while the answer was on its way.
        if (!isAlive(entry)) containers.bury(entry);
        return onTold(entry);
      }
      if (this.useClaim(entry)) return;
      // Without an answer the wait goes on: an event stream may still tell.
      if (answer === "no answer" || entry.container.name !== undefined) return;
      entry.isStranger = true;
      onStranger(entry);
    });
  }

  #contextOf(entry: ContainerEntry): LookupContext {
    const { container: { nesting }, claimedBy, claimedRuntime } = entry;
    const { containers, ownerOf } = this.#options;
    const owner = ownerOf(entry);
    const outer = owner && containers.around(owner)?.init;
    return { nesting, outer, claimedBy, runtime: claimedRuntime };
  }
}
