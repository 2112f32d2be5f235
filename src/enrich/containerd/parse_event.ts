import type { ContainerState } from "../../model/container.ts";
import type { Happening, LifeCycleAction } from "../../model/event.ts";
import { decodeMessage, integer, message, text } from "../grpc/message.ts";
import { ANY, epochNanoseconds, TIMESTAMP } from "../grpc/well_known.ts";
import { isForeignNamespace } from "./namespaces.ts";

/** Names of containers and namespaces have at most 76 characters. */
const ID_MAX = 76;
/** Longest topic is `/tasks/checkpointed`. */
const TOPIC_MAX = 64;

/** `containerd.services.events.v1.Envelope`. */
const ENVELOPE = {
  time: message(1, TIMESTAMP),
  namespace: text(2, ID_MAX),
  topic: text(3, TOPIC_MAX),
  event: message(4, ANY),
} as const;

/** The container's id is the first field of each of these events, `containerd.events.*`. */
const SUBJECT = { id: text(1, ID_MAX) } as const;

/** `containerd.events.TaskExit`: of the container's first process, or of one started into it. */
const EXIT = { id: text(1, ID_MAX), process: text(2, ID_MAX), code: integer(4) } as const;

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
const MEANINGS: ReadonlyMap<string | undefined, Meaning> = new Map<string, Meaning>([
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
export function parseEvent(envelope: Uint8Array): ContainerdEvent | "ignored" | "malformed" {
  try {
    const { time, namespace, topic, event } = decodeMessage(ENVELOPE, envelope);
    if (namespace === undefined || topic === undefined) return "malformed";
    const meaning = MEANINGS.get(topic);
    if (meaning === undefined || isForeignNamespace(namespace)) return "ignored";
    const epochTime = epochNanoseconds(time);
    const value = event?.value ?? new Uint8Array();
    const { id } = decodeMessage(SUBJECT, value);
    if (id === undefined || id === "" || epochTime === undefined) return "malformed";
    const { action, state, tellsNames = false } = meaning;
    if (meaning.isExit === true) return { namespace, ...exitFrom(value, id, epochTime) };
    return {
      ...{ namespace, id, tellsNames, happening: { action, epochTime } },
      ...state === undefined ? {} : { state },
    };
  } catch {
    return "malformed";
  }
}

function exitFrom(value: Uint8Array, id: string, epochTime: bigint) {
  const { process = id, code = 0 } = decodeMessage(EXIT, value);
  const status = code <= EXIT_CODE_MAX ? { exitCode: code } : {};
  const tellsNames = false;
  if (process !== id) {
    return { id, tellsNames, happening: { action: "exec_exit", epochTime, ...status } } as const;
  }
  const happening = { action: "die", epochTime, ...status } as const;
  return { id, tellsNames, happening, state: "exited" } as const;
}
