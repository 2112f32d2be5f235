import type { Log } from "../cli/log.ts";
import type { Labeller } from "../enrich/labeller.ts";
import type { RuntimeContainer } from "../enrich/runtime_client.ts";
import type { RuntimeSet } from "../enrich/runtime_set.ts";

/** What {@link followRuntimes} needs. */
export interface FollowOptions {
  readonly runtimes: RuntimeSet;
  readonly labeller: Labeller;
  readonly log: Log;
  /** Settles when the kernel is open: what runtimes are there is told only where something can be traced. */
  readonly opening: Promise<unknown>;
  /** A runtime told of a container that is its own. @default nobody else listens */
  readonly onTold?: (runtime: string, container: RuntimeContainer) => void;
  /** A runtime removed a container, of which the labeller knows still. @default nobody else listens */
  readonly onRemoved?: (runtime: string, id: string) => void;
  /** A runtime gave a first word, or another one. @default nobody else listens */
  readonly onHeard?: (runtime: string) => void;
}

/**
 * Follows the runtimes for the labeller until the signal aborts; one that does not answer is told of once for
 * each outage.
 */
export function followRuntimes(
  { runtimes, labeller, log, opening, onTold, onRemoved, onHeard }: FollowOptions,
  signal: AbortSignal,
): Promise<void> {
  const heard = (runtime: string, tell: () => void) => {
    onHeard?.(runtime);
    void opening.then(tell, () => {});
  };
  return runtimes.follow({
    update(runtime, container) {
      if (labeller.update(runtime, container)) onTold?.(runtime, container);
    },
    happened: (runtime, id, happening) => labeller.happened(runtime, id, happening),
    removed(runtime, id) {
      onRemoved?.(runtime, id);
      labeller.removed(runtime, id);
    },
    up: (runtime) => heard(runtime, () => log.debug(`${runtime} answers`)),
    absent: (runtime, reason) =>
      heard(runtime, () => log.debug(`${runtime} is not here: ${reason}`)),
    down: (runtime, reason) =>
      heard(
        runtime,
        () => log.warn(`${runtime} does not answer: ${reason}; its containers are shown by id`),
      ),
  }, signal);
}
