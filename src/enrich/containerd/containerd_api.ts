import type { ApiLimits, ApiTiming } from "../api/api_limits.ts";
import { type GrpcCall, type GrpcChannel, MESSAGE_MAX } from "../grpc/grpc_channel.ts";
import { GrpcFailure } from "../grpc/grpc_failure.ts";
import type { ListBounds, Messages } from "../grpc/messages.ts";
import { type ContainerdContainer, containerFromMessage } from "./containerd_container.ts";
import { CONTAINERD_PROTO, type ContainerdMessages } from "./containerd_messages.ts";
import { EVENT_TOPICS } from "./parse_event.ts";
import { isForeignNamespace, isIdentifier, NAMESPACES_MAX } from "./namespaces.ts";

/** Bytes of an answer that names namespaces. */
const NAMESPACES_BYTES = 256 * 1024;

const SERVICES = "/containerd.services";
const CALL = {
  version: `${SERVICES}.version.v1.Version/Version`,
  namespaces: `${SERVICES}.namespaces.v1.Namespaces/List`,
  list: `${SERVICES}.containers.v1.Containers/List`,
  get: `${SERVICES}.containers.v1.Containers/Get`,
  tasks: `${SERVICES}.tasks.v1.Tasks/List`,
  subscribe: `${SERVICES}.events.v1.Events/Subscribe`,
} as const;

/** What is not asked for is not sent: images, snapshots, contents, and the tasks' events that repeat others. */
const FILTERS = EVENT_TOPICS.map((topic) => `topic=="${topic}"`);

/** `containerd.v1.types.Status`, as far as a container has such a state. */
const TASK_STATES: ReadonlyMap<number | undefined, "created" | "running" | "exited" | "paused"> =
  new Map([[1, "created"], [2, "running"], [3, "exited"], [4, "paused"], [5, "paused"]] as const);

/** A task's state in containerd's words. */
export type TaskState = NonNullable<ReturnType<typeof TASK_STATES.get>>;

/** The questions put to containerd, by its own services. All reject with a reason fit for describeFailure(). */
export class ContainerdApi {
  /** What the daemon's bytes mean. */
  readonly messages: Messages<ContainerdMessages>;
  readonly #channel: GrpcChannel;
  readonly #timing: ApiTiming;
  readonly #limits: ApiLimits;

  constructor(channel: GrpcChannel, timing: ApiTiming, limits: ApiLimits) {
    this.messages = channel.messages(CONTAINERD_PROTO);
    this.#channel = channel;
    this.#timing = timing;
    this.#limits = limits;
  }

  /** Resolves when the daemon has answered at all. */
  async ping(signal: AbortSignal): Promise<void> {
    const limitMs = this.#timing.answerMs;
    await this.#channel.unary({ path: CALL.version, maxBytes: 4096, limitMs }, signal);
  }

  /** Names of the namespaces whose containers nobody else tells of. */
  async namespaces(signal: AbortSignal): Promise<readonly string[]> {
    const call = { path: CALL.namespaces, maxBytes: NAMESPACES_BYTES };
    const answer = await this.#list(call, signal);
    const bounds = { max: NAMESPACES_MAX, elementBytes: NAMESPACES_BYTES };
    return [...this.messages.list("Namespace", answer, bounds)].flatMap(({ name }) =>
      name === undefined || !isIdentifier(name) || isForeignNamespace(name) ? [] : [name]
    );
  }

  /** All containers of a namespace. */
  async list(namespace: string, signal: AbortSignal): Promise<readonly ContainerdContainer[]> {
    const call = { path: CALL.list, metadata: inNamespace(namespace), maxBytes: MESSAGE_MAX };
    const answer = await this.#list(call, signal);
    return [...this.messages.list("Container", answer, this.#bounds).map(containerFromMessage)];
  }

  /**
   * One container; undefined when the namespace has none such. It is a read from containerd's database
   * (0.5 ms), and waits for nothing.
   */
  async get(
    namespace: string,
    id: string,
    signal: AbortSignal,
  ): Promise<ContainerdContainer | undefined> {
    const call: GrpcCall = {
      path: CALL.get,
      message: this.messages.encode("GetContainerRequest", { id }),
      metadata: inNamespace(namespace),
      maxBytes: this.#limits.lookupBytes,
      limitMs: this.#timing.lookupMs,
    };
    try {
      const answer = await this.#channel.unary(call, signal);
      const { container } = this.messages.decode("GetContainerResponse", answer);
      return container === undefined ? undefined : containerFromMessage(container);
    } catch (error) {
      if (error instanceof GrpcFailure && error.isNotFound) return undefined;
      throw error;
    }
  }

  /** States of a namespace's containers that have a task, by id. containerd asks each shim for it. */
  async tasks(namespace: string, signal: AbortSignal): Promise<ReadonlyMap<string, TaskState>> {
    const call = { path: CALL.tasks, metadata: inNamespace(namespace), maxBytes: MESSAGE_MAX };
    const answer = await this.#list(call, signal);
    const states = new Map<string, TaskState>();
    for (const { id, status } of this.messages.list("Process", answer, this.#bounds)) {
      const state = TASK_STATES.get(status);
      if (id !== undefined && isIdentifier(id) && state !== undefined) states.set(id, state);
    }
    return states;
  }

  /**
   * Subscribes to what happens to containers and tasks of all namespaces. Resolves when the stream ends;
   * being idle is no end. There is no word that it has begun: the daemon's first one is the first event.
   */
  events(
    signal: AbortSignal,
    onEvent: (message: Uint8Array | undefined) => void,
  ): Promise<void> {
    const message = this.messages.encode("SubscribeRequest", { filters: FILTERS });
    const maxBytes = this.#limits.pieceBytes;
    return this.#channel.stream({ path: CALL.subscribe, message, maxBytes }, signal, onEvent);
  }

  get #bounds(): ListBounds {
    return { max: this.#limits.knownIds, elementBytes: this.#limits.pieceBytes };
  }

  #list(call: GrpcCall, signal: AbortSignal): Promise<Uint8Array> {
    return this.#channel.unary({ ...call, limitMs: this.#timing.listMs }, signal);
  }
}

function inNamespace(namespace: string): Readonly<Record<string, string>> {
  return { "containerd-namespace": namespace };
}
