import type { ApiLimits, ApiTiming } from "../api/api_limits.ts";
import { Deadline } from "../api/deadline.ts";
import type { EncodeField } from "../grpc/encode_message.ts";
import { type GrpcChannel, GrpcFailure } from "../grpc/grpc_channel.ts";
import { decodeMessage, message, repeated } from "../grpc/message.ts";
import {
  CONTAINER,
  CONTAINER_STATUS,
  type CriContainer,
  POD_SANDBOX,
  type PodSandbox,
  VERSION,
} from "./cri_messages.ts";

const SERVICE = "runtime.v1.RuntimeService";

/** The limit of a message that the runtimes and kubelet agree on. */
const MESSAGE_MAX = 16 * 1024 * 1024;

/** The questions put to a runtime by the CRI. All reject with a reason fit for describeFailure(). */
export class CriApi {
  readonly #channel: GrpcChannel;
  readonly #timing: ApiTiming;
  readonly #limits: ApiLimits;

  constructor(channel: GrpcChannel, timing: ApiTiming, limits: ApiLimits) {
    this.#channel = channel;
    this.#timing = timing;
    this.#limits = limits;
  }

  /** Name of the runtime that answers, such as `containerd` or `cri-o`. */
  async runtimeName(signal: AbortSignal): Promise<string> {
    const answer = await this.#ask("Version", [], signal, this.#timing.answerMs, 4096);
    return decodeMessage(VERSION, answer).runtimeName ?? "unknown";
  }

  /** All pods' sandboxes, or the one of an id. */
  async sandboxes(signal: AbortSignal, id?: string): Promise<readonly PodSandbox[]> {
    const answer = await this.#list("ListPodSandbox", id, signal);
    const schema = { list: repeated(message(1, POD_SANDBOX), this.#limits.knownIds) };
    return decodeMessage(schema, answer).list ?? [];
  }

  /** All containers, or the one of an id. The runtime reads its own tables for it, and waits for nothing. */
  async containers(signal: AbortSignal, id?: string): Promise<readonly CriContainer[]> {
    const answer = await this.#list("ListContainers", id, signal);
    const schema = { list: repeated(message(1, CONTAINER), this.#limits.knownIds) };
    return decodeMessage(schema, answer).list ?? [];
  }

  /** One container with its times; undefined when there is none such. */
  async status(id: string, signal: AbortSignal): Promise<CriContainer | undefined> {
    const { inspectMs } = this.#timing;
    const { lookupBytes } = this.#limits;
    try {
      const answer = await this.#ask("ContainerStatus", [[1, id]], signal, inspectMs, lookupBytes);
      return decodeMessage({ status: message(1, CONTAINER_STATUS) }, answer).status;
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
    const call = {
      service: SERVICE,
      method: "GetContainerEvents",
      maxBytes: this.#limits.pieceBytes,
    };
    return this.#channel.stream(call, signal, onEvent);
  }

  #list(method: string, id: string | undefined, signal: AbortSignal): Promise<Uint8Array> {
    const { listMs, lookupMs } = this.#timing;
    return id === undefined
      ? this.#ask(method, [], signal, listMs, MESSAGE_MAX)
      : this.#ask(method, [[1, [[1, id]]]], signal, lookupMs, this.#limits.lookupBytes);
  }

  async #ask(
    method: string,
    message: readonly EncodeField[],
    signal: AbortSignal,
    ms: number,
    maxBytes: number,
  ): Promise<Uint8Array> {
    using deadline = new Deadline(signal, ms);
    return await this.#channel.unary(
      { service: SERVICE, method, message, maxBytes },
      deadline.signal,
    );
  }
}
