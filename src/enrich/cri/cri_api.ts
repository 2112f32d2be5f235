import type { ApiLimits, ApiTiming } from "../api/api_limits.ts";
import { type GrpcChannel, MESSAGE_MAX } from "../grpc/grpc_channel.ts";
import { GrpcFailure } from "../grpc/grpc_failure.ts";
import type { Messages } from "../grpc/messages.ts";
import { boundAnnotations } from "../oci/bound_annotations.ts";
import { CRI_PROTO, type CriContainer, type CriMessages, type PodSandbox } from "./cri_messages.ts";

const SERVICE = "/runtime.v1.RuntimeService";

/** The questions put to a runtime by the CRI. All reject with a reason fit for describeFailure(). */
export class CriApi {
  /** What the runtime's bytes mean. */
  readonly messages: Messages<CriMessages>;
  readonly #channel: GrpcChannel;
  readonly #timing: ApiTiming;
  readonly #limits: ApiLimits;

  constructor(channel: GrpcChannel, timing: ApiTiming, limits: ApiLimits) {
    this.messages = channel.messages(CRI_PROTO);
    this.#channel = channel;
    this.#timing = timing;
    this.#limits = limits;
  }

  /** Resolves when the runtime has answered at all. */
  async ping(signal: AbortSignal): Promise<void> {
    const limitMs = this.#timing.answerMs;
    await this.#channel.unary({ path: `${SERVICE}/Version`, maxBytes: 4096, limitMs }, signal);
  }

  /** All pods' sandboxes, or the one of an id. */
  sandboxes(signal: AbortSignal, id?: string): Promise<readonly PodSandbox[]> {
    return this.#list("PodSandbox", "ListPodSandbox", signal, id);
  }

  /** All containers, or the one of an id. The runtime reads its own tables for it, and waits for nothing. */
  containers(signal: AbortSignal, id?: string): Promise<readonly CriContainer[]> {
    return this.#list("Container", "ListContainers", signal, id);
  }

  /** One container with its times; undefined when there is none such. */
  async status(id: string, signal: AbortSignal): Promise<CriContainer | undefined> {
    const message = this.messages.encode("ContainerStatusRequest", { containerId: id });
    const [maxBytes, limitMs] = [this.#limits.lookupBytes, this.#timing.inspectMs];
    try {
      const call = { path: `${SERVICE}/ContainerStatus`, message, maxBytes, limitMs };
      const answer = await this.#channel.unary(call, signal);
      return this.messages.decode("ContainerStatusResponse", answer).status;
    } catch (error) {
      if (error instanceof GrpcFailure && error.isNotFound) return undefined;
      throw error;
    }
  }

  /**
   * Follows the containers' events, which not each runtime offers. Resolves when the stream ends; being idle
   * is no end. There is no word that it has begun: the runtime's first one is the first event.
   */
  events(
    signal: AbortSignal,
    onEvent: (message: Uint8Array | undefined) => void,
  ): Promise<void> {
    const call = { path: `${SERVICE}/GetContainerEvents`, maxBytes: this.#limits.pieceBytes };
    return this.#channel.stream(call, signal, onEvent);
  }

  async #list<Name extends "PodSandbox" | "Container">(
    name: Name,
    method: string,
    signal: AbortSignal,
    id: string | undefined,
  ): Promise<readonly CriMessages[Name][]> {
    const { listMs, lookupMs } = this.#timing;
    const { knownIds, lookupBytes, pieceBytes } = this.#limits;
    const answer = await this.#channel.unary({
      path: `${SERVICE}/${method}`,
      ...id === undefined
        ? { maxBytes: MESSAGE_MAX, limitMs: listMs }
        : { maxBytes: lookupBytes, limitMs: lookupMs, message: this.#filter(id) },
    }, signal);
    const told = this.messages.list(name, answer, { max: knownIds, elementBytes: pieceBytes });
    return [...told.map((entry) => ({ ...entry, ...boundedTags(entry) }))];
  }

  /** `ListPodSandboxRequest` and `ListContainersRequest` begin alike. */
  #filter(id: string): Uint8Array {
    return this.messages.encode("ListRequest", { filter: { id } });
  }
}

/** Labels and annotations of one entry, so that a list of them is no larger than it must be. */
function boundedTags({ labels, annotations }: CriContainer) {
  return { labels: boundAnnotations(labels), annotations: boundAnnotations(annotations) };
}
