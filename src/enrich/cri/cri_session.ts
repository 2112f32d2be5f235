import { ApiFailure } from "../api/api_failure.ts";
import type { ApiStats } from "../api/api_stats.ts";
import { pause } from "../api/backoff.ts";
import { Deadline } from "../api/deadline.ts";
import { KnownContainers } from "../api/known_containers.ts";
import { GrpcFailure } from "../grpc/grpc_failure.ts";
import { MessageQueue } from "../grpc/message_queue.ts";
import type { Pod } from "../../model/container.ts";
import type { RuntimeContainer, RuntimeListener } from "../runtime_client.ts";
import type { CriApi } from "./cri_api.ts";
import { parseEvent } from "./parse_event.ts";
import { readContainer, readPodOf, readSandbox } from "./read_cri.ts";

/** Events that wait while the lists are read. */
const WAITING_MAX = 4096;
/** Pause between two lists of a runtime without events, ms. Kubelet itself lists each second. */
const RELIST_MS = 10_000;

/** What a session works with; it belongs to the client and outlives the session. */
export interface CriSessionContext {
  readonly known: KnownContainers;
  readonly stats: ApiStats;
  readonly listener: Omit<RuntimeListener, "state">;
}

/**
 * One connection's life: subscribe, list, then follow until the stream ends; a runtime without an event
 * stream is listed again and again. It always rejects: with the reason of its end. `onUp` is called when the
 * lists are complete.
 */
export async function runCriSession(
  api: CriApi,
  context: CriSessionContext,
  signal: AbortSignal,
  onUp: () => void,
): Promise<never> {
  using scope = new Deadline(signal);
  const queue = new MessageQueue<Uint8Array | undefined>(WAITING_MAX);
  const ended = api.events(
    scope.signal,
    (message) => queue.push(message, message?.length ?? 0),
  ).then(
    () => {
      throw new ApiFailure("the runtime closed the event stream");
    },
    (error) => {
      if (!(error instanceof GrpcFailure) || !error.isUnimplemented) throw error;
      return relist(api, context, scope.signal);
    },
  );
  const work = (async () => {
    await api.ping(scope.signal);
    await readLists(api, context, scope.signal);
    onUp();
    await queue.drain(scope.signal, (message) => applyMessage(message, api, context));
    throw new ApiFailure("no longer needed");
  })();
  try {
    return await Promise.race([work, ended]);
  } finally {
    // Both end with the scope; neither may reject unheard.
    scope[Symbol.dispose]();
    await Promise.allSettled([work, ended]);
  }
}

async function relist(
  api: CriApi,
  context: CriSessionContext,
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    await pause(RELIST_MS, signal);
    signal.throwIfAborted();
    await readLists(api, context, signal);
  }
}

async function readLists(
  api: CriApi,
  { known, listener, stats }: CriSessionContext,
  signal: AbortSignal,
): Promise<void> {
  const pods = new Map<string, Pod>();
  const present = new Set<string>();
  const update = (container: RuntimeContainer | undefined): void => {
    if (container === undefined) {
      stats.malformed++;
      return;
    }
    present.add(container.id);
    listener.update(known.add(container));
  };
  const [sandboxes, containers] = await Promise.all([
    api.sandboxes(signal),
    api.containers(signal),
  ]);
  for (const sandbox of sandboxes) {
    if (sandbox.id !== undefined) pods.set(sandbox.id, readPodOf(sandbox));
    update(readSandbox(sandbox));
  }
  for (const container of containers) {
    update(readContainer(container, pods.get(container.podSandboxId ?? "")));
  }
  for (const id of known.deleteMissing(present)) listener.removed(id);
}

/** Passes one event on: first what the container is after it, then what happened, then its end. */
function applyMessage(
  message: Uint8Array | undefined,
  { messages }: CriApi,
  { known, listener, stats }: CriSessionContext,
): void {
  const event = message === undefined ? "oversized" : parseEvent(messages, message);
  if (typeof event === "string") {
    stats[event]++;
    return;
  }
  const { id, container, happening } = event;
  const isEnd = happening.action === "destroy";
  if (container !== undefined && !isEnd) listener.update(known.add(container));
  listener.happened(id, happening);
  if (!isEnd) return;
  known.delete(id);
  listener.removed(id);
}
