import type { Happening, LifeCycleAction } from "../../model/event.ts";
import { decodeMessage } from "../grpc/message.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import { CONTAINER_EVENT } from "./cri_messages.ts";
import { isId, readContainer, readPodOf, readSandbox } from "./read_cri.ts";

/** What an event says of a container. */
export interface CriEvent {
  readonly id: string;
  /** What it is after the event, where the event says so. */
  readonly container?: RuntimeContainer;
  readonly happening: Happening;
}

/** `ContainerEventType`; zero is not written. */
const ACTIONS: readonly LifeCycleAction[] = ["create", "start", "die", "destroy"];

/** Exit codes are 8 bits wide. */
const EXIT_CODE_MAX = 255;

/**
 * Reads one message of the CRI's event stream: `ignored` is an event that tells nothing here, `malformed` is
 * none at all. Never throws.
 */
export function parseEvent(bytes: Uint8Array): CriEvent | "ignored" | "malformed" {
  try {
    const event = decodeMessage(CONTAINER_EVENT, bytes);
    const { containerId: id, type = 0, createdAt, sandbox, containers = [] } = event;
    const action = ACTIONS[type];
    if (action === undefined) return "ignored";
    if (!isId(id) || createdAt === undefined || createdAt <= 0n) return "malformed";
    const status = containers.find((told) => told.id === id);
    const pod = sandbox === undefined ? undefined : readPodOf(sandbox);
    const container = status !== undefined
      ? readContainer(status, pod)
      : sandbox?.id === id
      ? readSandbox(sandbox)
      : undefined;
    // Zero is not written; only a container that has ended has one.
    const code = action === "die" && status?.state === 2 ? status.exitCode ?? 0 : undefined;
    const exitCode = code !== undefined && code <= EXIT_CODE_MAX ? { exitCode: code } : {};
    return {
      id,
      ...container === undefined ? {} : { container },
      happening: { action, epochTime: createdAt, ...exitCode },
    };
  } catch {
    return "malformed";
  }
}
