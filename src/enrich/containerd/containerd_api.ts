import type { ApiLimits, ApiTiming } from "../api/api_limits.ts";
import { Deadline } from "../api/deadline.ts";
import { type GrpcCall, type GrpcChannel, GrpcFailure } from "../grpc/grpc_channel.ts";
import { decodeMessage, integer, mapOf, message, repeated, text } from "../grpc/message.ts";
import { LABEL_KEY_MAX, LABEL_VALUE_MAX } from "../labels/bound_labels.ts";
import { CONTAINER, type ContainerdContainer } from "./containerd_container.ts";
import { isForeignNamespace, NAMESPACES_MAX } from "./namespaces.ts";

/** containerd's own limit for a message; a longer list is answered with an error. */
const MESSAGE_MAX = 16 * 1024 * 1024;
/** Bytes of an answer that names namespaces. */
const NAMESPACES_BYTES = 256 * 1024;

/** Names of containers and namespaces have at most 76 characters. */
const ID_MAX = 76;

const NAMESPACE = {
  name: text(1, ID_MAX),
  labels: mapOf(2, 1, LABEL_KEY_MAX, text(2, LABEL_VALUE_MAX)),
} as const;

/** `containerd.v1.types.Process`. */
const TASK = { id: text(2, ID_MAX), status: integer(4) } as const;

/** `containerd.v1.types.Status`, as far as a container has such a state. */
const TASK_STATES: ReadonlyMap<number | undefined, "created" | "running" | "exited" | "paused"> =
  new Map([[1, "created"], [2, "running"], [3, "exited"], [4, "paused"], [5, "paused"]] as const);

/** A task's state in containerd's words. */
export type TaskState = NonNullable<ReturnType<typeof TASK_STATES.get>>;

/** The questions put to containerd, by its own services. All reject with a reason fit for describeFailure(). */
export class ContainerdApi {
  readonly #channel: GrpcChannel;
  readonly #timing: ApiTiming;
  readonly #limits: ApiLimits;

  constructor(channel: GrpcChannel, timing: ApiTiming, limits: ApiLimits) {
    this.#channel = channel;
    this.#timing = timing;
    this.#limits = limits;
  }

  /** Resolves when the daemon has answered at all. */
  async ping(signal: AbortSignal): Promise<void> {
    await this.#ask({ ...VERSION, maxBytes: 4096 }, signal, this.#timing.answerMs);
  }

  /** Names of the namespaces whose containers nobody else tells of. */
  async namespaces(signal: AbortSignal): Promise<readonly string[]> {
    const call = { ...NAMESPACES, maxBytes: NAMESPACES_BYTES };
    const answer = await this.#ask(call, signal, this.#timing.listMs);
    const schema = { list: repeated(message(1, NAMESPACE), NAMESPACES_MAX) };
    return (decodeMessage(schema, answer).list ?? [])
      .flatMap(({ name }) => name === undefined || isForeignNamespace(name) ? [] : [name]);
  }

  /** All containers of a namespace. */
  async list(namespace: string, signal: AbortSignal): Promise<readonly ContainerdContainer[]> {
    const call = { ...LIST, metadata: inNamespace(namespace), maxBytes: MESSAGE_MAX };
    const answer = await this.#ask(call, signal, this.#timing.listMs);
    const schema = { list: repeated(message(1, CONTAINER), this.#limits.knownIds) };
    return decodeMessage(schema, answer).list ?? [];
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
      ...GET,
      message: [[1, id]],
      metadata: inNamespace(namespace),
      maxBytes: this.#limits.lookupBytes,
    };
    try {
      const answer = await this.#ask(call, signal, this.#timing.lookupMs);
      return decodeMessage({ container: message(1, CONTAINER) }, answer).container;
    } catch (error) {
      if (error instanceof GrpcFailure && error.isNotFound) return undefined;
      throw error;
    }
  }

  /** States of a namespace's containers that have a task, by id. containerd asks each shim for it. */
  async tasks(namespace: string, signal: AbortSignal): Promise<ReadonlyMap<string, TaskState>> {
    const call = { ...TASKS, metadata: inNamespace(namespace), maxBytes: MESSAGE_MAX };
    const answer = await this.#ask(call, signal, this.#timing.listMs);
    const schema = { list: repeated(message(1, TASK), this.#limits.knownIds) };
    const states = new Map<string, TaskState>();
    for (const { id, status } of decodeMessage(schema, answer).list ?? []) {
      const state = TASK_STATES.get(status);
      if (id !== undefined && state !== undefined) states.set(id, state);
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
    const maxBytes = this.#limits.pieceBytes;
    return this.#channel.stream({ ...SUBSCRIBE, maxBytes }, signal, onEvent);
  }

  async #ask(call: GrpcCall, signal: AbortSignal, ms: number): Promise<Uint8Array> {
    using deadline = new Deadline(signal, ms);
    return await this.#channel.unary(call, deadline.signal);
  }
}

type Question = Pick<GrpcCall, "service" | "method" | "message">;

const VERSION: Question = { service: "containerd.services.version.v1.Version", method: "Version" };
const NAMESPACES: Question = {
  service: "containerd.services.namespaces.v1.Namespaces",
  method: "List",
};
const LIST: Question = { service: "containerd.services.containers.v1.Containers", method: "List" };
const GET: Question = { service: "containerd.services.containers.v1.Containers", method: "Get" };
const TASKS: Question = { service: "containerd.services.tasks.v1.Tasks", method: "List" };
const SUBSCRIBE: Question = {
  service: "containerd.services.events.v1.Events",
  method: "Subscribe",
  // Images, snapshots and contents are none of ours.
  message: [[1, 'topic~="^/(containers|tasks)/"']],
};

function inNamespace(namespace: string): Readonly<Record<string, string>> {
  return { "containerd-namespace": namespace };
}
