import type { ContainerState } from "../../model/container.ts";
import type { Happening, LifeCycleAction } from "../../model/event.ts";
import type { Messages } from "../grpc/messages.ts";
import { epochNanoseconds } from "../grpc/well_known.ts";
import type { ContainerdMessages } from "./containerd_messages.ts";
import { isForeignNamespace, isIdentifier } from "./namespaces.ts";

/** What an event means. */
interface Meaning {
  readonly action: LifeCycleAction;
  /** What the container is afterwards. @default unchanged */
  readonly state?: ContainerState;
  /** Names or labels may be new: ask for them. @default false */
  readonly tellsNames?: boolean;
  /** The event says which process ended, and how. @default false */
  readonly isExit?: boolean;
}

/** The topics that tell of a container's life. Others repeat one of them, or are about nothing of ours. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["/containers/create", { action: "create", state: "created", tellsNames: true }],
  ["/containers/update", { action: "update", tellsNames: true }],
  ["/containers/delete", { action: "destroy" }],
  ["/tasks/start", { action: "start", state: "running" }],
  ["/tasks/exec-started", { action: "exec" }],
  ["/tasks/exit", { action: "die", state: "exited", isExit: true }],
  ["/tasks/oom", { action: "oom" }],
  ["/tasks/paused", { action: "pause", state: "paused" }],
  ["/tasks/resumed", { action: "unpause", state: "running" }],
  ["/tasks/checkpointed", { action: "checkpoint" }],
]);

/** Topics of the events that mean something here. */
export const EVENT_TOPICS: readonly string[] = [...MEANINGS.keys()];

/** What an event says of a container. */
export interface ContainerdEvent {
  readonly namespace: string;
  readonly id: string;
  readonly happening: Happening;
  readonly state?: ContainerState;
  readonly tellsNames: boolean;
}

/** Exit statuses are 8 bits wide; containerd writes 255 where it does not know. */
const EXIT_CODE_MAX = 255;

/**
 * Reads one message of the event stream: `ignored` is an event that tells nothing here, `malformed` is none
 * at all. Never throws.
 */
export function parseEvent(
  messages: Messages<ContainerdMessages>,
  bytes: Uint8Array,
): ContainerdEvent | "ignored" | "malformed" {
  try {
    const { timestamp, namespace, topic, event } = messages.decode("Envelope", bytes);
    if (namespace === undefined || !isIdentifier(namespace)) return "malformed";
    if (topic === undefined) return "malformed";
    const meaning = MEANINGS.get(topic);
    if (meaning === undefined || isForeignNamespace(namespace)) return "ignored";
    const epochTime = epochNanoseconds(timestamp);
    const value = event?.value ?? new Uint8Array();
    const { containerId: id = "" } = messages.decode("Subject", value);
    if (!isIdentifier(id) || epochTime === undefined) return "malformed";
    const { action, state, tellsNames = false } = meaning;
    if (meaning.isExit === true) {
      return { namespace, ...exitFrom(messages.decode("TaskExit", value), id, epochTime) };
    }
    return {
      ...{ namespace, id, tellsNames, happening: { action, epochTime } },
      ...state === undefined ? {} : { state },
    };
  } catch {
    return "malformed";
  }
}

function exitFrom(exit: ContainerdMessages["TaskExit"], id: string, epochTime: bigint) {
  const { id: process = id, exitStatus = 0 } = exit;
  const status = exitStatus <= EXIT_CODE_MAX ? { exitCode: exitStatus } : {};
  const tellsNames = false;
  if (process !== id) {
    return { id, tellsNames, happening: { action: "exec_exit", epochTime, ...status } } as const;
  }
  const happening = { action: "die", epochTime, ...status } as const;
  return { id, tellsNames, happening, state: "exited" } as const;
}
