import type { Happening, LifeCycleAction } from "../../model/event.ts";
import type { Messages } from "../grpc/messages.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import type { CriMessages } from "./cri_messages.ts";
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
export function parseEvent(
  messages: Messages<CriMessages>,
  bytes: Uint8Array,
): CriEvent | "ignored" | "malformed" {
  try {
    const event = messages.decode("ContainerEventResponse", bytes);
    const { containerId: id, createdAt, podSandboxStatus: sandbox } = event;
    const action = ACTIONS[event.containerEventType ?? 0];
    if (action === undefined) return "ignored";
    if (!isId(id) || createdAt === undefined || createdAt <= 0n) return "malformed";
    const status = event.containersStatuses?.find((told) => told.id === id);
    const pod = sandbox === undefined ? undefined : readPodOf(sandbox);
    const container = status !== undefined
      ? readContainer(status, pod)
      : sandbox?.id === id
      ? readSandbox(sandbox)
      : undefined;
    // Zero is not written; only a container that has ended has one.
    const code = action === "die" && status?.state === 2 ? status.exitCode ?? 0 : undefined;
    const exitCode = code !== undefined && code >= 0 && code <= EXIT_CODE_MAX
      ? { exitCode: code }
      : {};
    return {
      id,
      ...container === undefined ? {} : { container },
      happening: { action, epochTime: createdAt, ...exitCode },
    };
  } catch {
    return "malformed";
  }
}
