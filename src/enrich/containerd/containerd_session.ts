import type { ApiStats } from "../api/api_stats.ts";
import { runStream } from "../grpc/run_stream.ts";
import { isSandbox } from "../labels/is_sandbox.ts";
import type { RuntimeListener } from "../runtime_client.ts";
import type { BundleFinder } from "./bundle_finder.ts";
import type { ContainerdApi, TaskState } from "./containerd_api.ts";
import {
  type ContainerdContainer,
  type ListedContainer,
  readContainer,
} from "./containerd_container.ts";
import type { KnownTable } from "./known_table.ts";
import { type ContainerdEvent, parseEvent } from "./parse_event.ts";

/** Questions that are asked when their event comes; those of further events are asked in their turn. */
const AHEAD_MAX = 32;

/** An event that waits for its turn. */
interface Arrived {
  readonly event: ContainerdEvent | "ignored" | "malformed" | "oversized";
  /** The container as it is since, where that was asked for already. */
  readonly told: Promise<ContainerdContainer | undefined> | undefined;
}

/** What a session works with; it belongs to the client and outlives the session. */
export interface SessionContext {
  readonly bundles: BundleFinder;
  readonly known: KnownTable;
  readonly stats: ApiStats;
  readonly listener: Omit<RuntimeListener, "state">;
}

/**
 * One connection's life: subscribe, list, then follow until the stream ends. It always rejects: with
 * the reason of its end. `onUp` is called when the lists are complete.
 */
export function runSession(
  api: ContainerdApi,
  context: SessionContext,
  signal: AbortSignal,
  onUp: () => void,
): Promise<never> {
  let ahead = 0;
  return runStream<Arrived>(
    {
      events: (signal, onMessage) => api.events(signal, onMessage),
      /**
       * An event names a container by its id alone; what else there is to tell is asked for at once: the answer takes
       * 1 ms, and an event's turn may come much later.
       */
      arrive(message, signal) {
        const event = message === undefined ? "oversized" : parseEvent(api.messages, message);
        const mayAsk = typeof event !== "string" && event.tellsNames && ahead < AHEAD_MAX;
        if (!mayAsk) return { event, told: undefined };
        ahead++;
        return { event, told: askFor(event, api, signal).finally(() => ahead--) };
      },
      async list(signal) {
        await api.ping(signal);
        await readLists(api, context, signal);
      },
      apply: (arrived, signal) => apply(arrived, api, context, signal),
    },
    signal,
    onUp,
  );
}

async function readLists(
  api: ContainerdApi,
  context: SessionContext,
  signal: AbortSignal,
): Promise<void> {
  const { bundles, known, listener } = context;
  const present = new Set<string>();
  for (const namespace of await api.namespaces(signal)) {
    const [told, states] = await Promise.all([
      api.list(namespace, signal),
      // A shim that hangs must not keep all names away.
      api.tasks(namespace, signal).catch(() => new Map<string, TaskState>()),
    ]);
    // A pod's own container first: it holds the labels of the pod.
    const isPod = ({ labels }: ContainerdContainer) => isSandbox(labels);
    for (const entry of [...told.filter(isPod), ...told.filter((entry) => !isPod(entry))]) {
      const read = readEntry(namespace, entry, context);
      if (read === undefined) continue;
      const { container } = read;
      const state = states.get(container.id);
      const startedAt = state === undefined
        ? undefined
        : bundles.startedAt(namespace, container.id);
      present.add(`${namespace}/${container.id}`);
      listener.update(known.add(namespace, {
        ...container,
        ...state === undefined ? {} : { state },
        ...startedAt === undefined ? {} : { startedAt },
      }));
    }
  }
  for (const id of known.deleteMissing(present)) listener.removed(id);
}

function readEntry(
  namespace: string,
  told: ContainerdContainer,
  { known, stats }: SessionContext,
): ListedContainer | undefined {
  const read = readContainer(told, (id) => known.podLabelsOf(namespace, id));
  if (read === undefined) stats.malformed++;
  return read;
}

/** Without an answer it may have gone already; its bundle or the next list tells of it, if not. */
function askFor({ namespace, id }: ContainerdEvent, api: ContainerdApi, signal: AbortSignal) {
  return api.get(namespace, id, signal).catch(() => undefined);
}

/** Passes one event on: first what the container is after it, then what happened, then its end. */
async function apply(
  { event, told }: Arrived,
  api: ContainerdApi,
  context: SessionContext,
  signal: AbortSignal,
): Promise<void> {
  const { known, listener, stats } = context;
  if (typeof event === "string") {
    stats[event]++;
    return;
  }
  const { namespace, id, happening } = event;
  const oldName = known.nameOf(namespace, id);
  if (event.tellsNames) tellNames(event, await (told ?? askFor(event, api, signal)), context);
  else tellState(event, context);
  const name = known.nameOf(namespace, id);
  const isRenamed = happening.action === "update" && oldName !== undefined && name !== oldName;
  listener.happened(id, isRenamed ? { ...happening, action: "rename", oldName } : happening);
  if (happening.action === "destroy" && known.delete(namespace, id)) listener.removed(id);
}

function tellNames(
  { namespace, id, state }: ContainerdEvent,
  told: ContainerdContainer | undefined,
  context: SessionContext,
): void {
  const read = told?.id !== id ? undefined : readEntry(namespace, told, context);
  if (read === undefined) return;
  const { known, listener } = context;
  const isNew = known.nameOf(namespace, id) === undefined;
  const container = isNew && state !== undefined ? { ...read.container, state } : read.container;
  listener.update(known.add(namespace, container));
}

function tellState(event: ContainerdEvent, { known, listener }: SessionContext): void {
  const { namespace, id, state, happening } = event;
  const name = known.nameOf(namespace, id);
  if (name === undefined || state === undefined) return;
  const startedAt = happening.action === "start"
    ? { startedAt: Number(happening.epochTime / 1_000_000n) }
    : {};
  listener.update({ id, name, state, ...startedAt });
}
