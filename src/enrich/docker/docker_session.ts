import type { RuntimeListener } from "../runtime_client.ts";
import type { DockerApi } from "./api.ts";
import { Deadline } from "./deadline.ts";
import { DockerFailure } from "./docker_failure.ts";
import type { DockerStats } from "./docker_stats.ts";
import type { KnownContainers } from "./known_containers.ts";
import { parseEvent } from "./parse_event.ts";
import { parseListed } from "./parse_list.ts";
import { AnswerTooLong } from "./read_pieces.ts";

/** What a session works with; it belongs to the client and outlives the session. */
export interface SessionContext {
  readonly api: DockerApi;
  readonly known: KnownContainers;
  readonly stats: DockerStats;
  readonly listener: RuntimeListener;
  /** Most ids that may change while the list is read. */
  readonly maxChanged: number;
}

/**
 * One connection's life: subscribe, list, then follow until the stream ends. It always rejects: with
 * the reason of its end. `onUp` is called when the list is complete.
 *
 * Events are applied as they come, the list's entries only for ids that no event has named since
 * the subscription: the event is newer, or a newer one follows it in the stream.
 */
export async function runSession(
  version: string,
  context: SessionContext,
  signal: AbortSignal,
  onUp: () => void,
): Promise<never> {
  using scope = new Deadline(signal);
  const changed = new Set<string>();
  let listing = true;
  const ready = Promise.withResolvers<void>();
  const ended = context.api
    .events(version, Date.now(), scope.signal, ready.resolve, (line) => {
      const id = applyEvent(line, context);
      if (id === undefined || !listing) return;
      changed.add(id);
      if (changed.size > context.maxChanged) {
        throw new DockerFailure("too many containers changed while they were listed");
      }
    })
    .then(() => {
      throw new DockerFailure("the daemon closed the event stream");
    });
  const listed = ready.promise.then(() => readList(version, context, changed, scope.signal));
  try {
    await Promise.race([listed, ended]);
    listing = false;
    changed.clear();
    onUp();
    return await ended;
  } finally {
    // Both end with the scope; neither may reject unheard.
    scope[Symbol.dispose]();
    ready.reject(scope.signal.reason);
    await Promise.allSettled([listed, ended]);
  }
}

/** Passes one event on; gives the id it was about. */
function applyEvent(line: Uint8Array | undefined, context: SessionContext): string | undefined {
  const { known, listener, stats } = context;
  const change = line === undefined ? "oversized" : parseEvent(line);
  if (typeof change === "string") {
    stats[change]++;
    return undefined;
  }
  if (change.kind === "update") {
    listener.update(known.add(change.container));
    return change.container.id;
  }
  known.delete(change.id);
  listener.removed(change.id);
  return change.id;
}

async function readList(
  version: string,
  context: SessionContext,
  changed: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const { api, known, listener, stats } = context;
  const seen = new Set<string>();
  try {
    await api.list(version, signal, (entry) => {
      const container = entry === undefined ? undefined : parseListed(entry);
      if (container === undefined) {
        stats[entry === undefined ? "oversized" : "malformed"]++;
      } else if (!changed.has(container.id)) {
        seen.add(container.id);
        listener.update(known.add(container));
      }
    });
  } catch (error) {
    if (!(error instanceof AnswerTooLong)) throw error;
    // The newest come first, so a part is worth keeping; but it does not tell who is missing.
    stats.cutLists++;
    return;
  }
  for (const id of known.deleteMissing(seen, changed)) listener.removed(id);
}
