import type { ApiStats } from "../api/api_stats.ts";
import { pause } from "../api/backoff.ts";
import { KnownContainers } from "../api/known_containers.ts";
import { GrpcFailure } from "../grpc/grpc_failure.ts";
import { runStream } from "../grpc/run_stream.ts";
import type { Pod } from "../../model/container.ts";
import type { RuntimeContainer, RuntimeListener } from "../runtime_client.ts";
import type { CriApi } from "./cri_api.ts";
import { parseEvent } from "./parse_event.ts";
import { readContainer, readPodOf, readSandbox } from "./read_cri.ts";

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
export function runCriSession(
  api: CriApi,
  context: CriSessionContext,
  signal: AbortSignal,
  onUp: () => void,
): Promise<never> {
  return runStream(
    {
      events: (signal, onMessage) => api.events(signal, onMessage),
      arrive: (message) => message,
      async list(signal) {
        await api.ping(signal);
        await readLists(api, context, signal);
      },
      apply: (message) => applyMessage(message, api, context),
      withoutEvents(reason, signal) {
        if (!(reason instanceof GrpcFailure) || !reason.isUnimplemented) throw reason;
        return relist(api, context, signal);
      },
    },
    signal,
    onUp,
  );
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
