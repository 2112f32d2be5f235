import type { RuntimeContainer, RuntimeListener } from "../runtime_client.ts";
import type { ApiDialect } from "./api_dialect.ts";
import { ApiFailure } from "./api_failure.ts";
import type { ApiStats } from "./api_stats.ts";
import { Deadline } from "./deadline.ts";
import type { DockerApi } from "./docker_api.ts";
import type { KnownContainers } from "./known_containers.ts";
import { parseEvent } from "./parse_event.ts";
import { parseListed } from "./parse_list.ts";
import { AnswerTooLong } from "./read_pieces.ts";

/** What a session works with; it belongs to the client and outlives the session. */
export interface SessionContext {
  readonly api: DockerApi;
  readonly dialect: ApiDialect;
  readonly known: KnownContainers;
  readonly stats: ApiStats;
  readonly listener: RuntimeListener;
  /** Most ids that may change while the list is read. */
  readonly maxChanged: number;
}

/** What events told while the list was read, by id: the newer word. Undefined for what was removed. */
type Changes = Map<string, RuntimeContainer | undefined>;

/**
 * One connection's life: subscribe, list, then follow until the stream ends. It always rejects: with
 * the reason of its end. `onUp` is called when the list is complete.
 *
 * Events are applied as they come. What they told since the subscription stands against the list: the
 * event is newer, or a newer one follows it in the stream.
 */
export async function runSession(
  version: string,
  context: SessionContext,
  signal: AbortSignal,
  onUp: () => void,
): Promise<never> {
  const { api, dialect } = context;
  using scope = new Deadline(signal);
  const changes: Changes = new Map();
  let listing = true;
  const ready = Promise.withResolvers<void>();
  const actions = dialect.filtersActions ? [...dialect.actions.keys()] : undefined;
  const ended = api
    .events(version, Date.now(), actions, scope.signal, ready.resolve, (line) => {
      applyEvent(line, context, listing ? changes : undefined);
      if (changes.size > context.maxChanged) {
        throw new ApiFailure("too many containers changed while they were listed");
      }
    })
    .then(() => {
      throw new ApiFailure("the daemon closed the event stream");
    });
  const listed = ready.promise.then(() => readList(version, context, changes, scope.signal));
  try {
    await Promise.race([listed, ended]);
    listing = false;
    changes.clear();
    onUp();
    return await ended;
  } finally {
    // Both end with the scope; neither may reject unheard.
    scope[Symbol.dispose]();
    ready.reject(scope.signal.reason);
    await Promise.allSettled([listed, ended]);
  }
}

/** Passes one event on: first what the container is after it, then what happened, then its end. */
function applyEvent(
  line: Uint8Array | undefined,
  context: SessionContext,
  changes: Changes | undefined,
): void {
  const { dialect, known, listener, stats } = context;
  const event = line === undefined ? "oversized" : parseEvent(line, dialect);
  if (typeof event === "string") {
    stats[event]++;
    return;
  }
  const { id, container, happening } = event;
  // Most events are about execs: for these nothing is told again.
  if (container !== undefined && (event.isChange || !known.has(id))) {
    changes?.set(id, { ...changes.get(id), ...container });
    listener.update(known.add(container));
  }
  if (happening !== undefined) listener.happened(id, happening);
  if (!event.isRemoval) return;
  changes?.set(id, undefined);
  known.delete(id);
  listener.removed(id);
}

async function readList(
  version: string,
  context: SessionContext,
  changes: Changes,
  signal: AbortSignal,
): Promise<void> {
  const { api, known, listener, stats } = context;
  const seen = new Set<string>();
  try {
    await api.list(version, signal, (entry) => {
      const container = entry === undefined ? undefined : parseListed(entry);
      if (container === undefined) {
        stats[entry === undefined ? "oversized" : "malformed"]++;
        return;
      }
      const change = changes.get(container.id);
      if (change === undefined && changes.has(container.id)) return;
      seen.add(container.id);
      listener.update(known.add({ ...container, ...change }));
    });
  } catch (error) {
    if (!(error instanceof AnswerTooLong)) throw error;
    // The newest come first, so a part is worth keeping; but it does not tell who is missing.
    stats.cutLists++;
    return;
  }
  for (const id of known.deleteMissing(seen, changes)) listener.removed(id);
}
