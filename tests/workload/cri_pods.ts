/** Real pods and containers by CRI, as kubelet would make them, on a runtime that a test started. */

import protobuf from "protobufjs";
import { type EncodeField, encodeMap, encodeMessage } from "../enrich/grpc/encode_message.ts";
import { GrpcChannel } from "../../src/enrich/grpc/grpc_channel.ts";
import { Messages } from "../../src/enrich/grpc/messages.ts";
import { removeCgroup } from "./remove_cgroup.ts";

const SERVICE = "/runtime.v1.RuntimeService";
/** Longest answer that a test expects, bytes. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Longest time for one call, ms: starting takes 0.3 s on an idle machine. */
const CALL_LIMIT_MS = 60_000;
/** `RunPodSandboxResponse` and `CreateContainerResponse` are alike. */
const ANSWERS = new Messages<{ readonly Created: { readonly id?: string } }>(
  protobuf,
  'syntax = "proto3"; message Created { string id = 1; }',
);
/** `NamespaceMode`: the host's own, so that no network has to be made. */
const NODE = 2;

/** A pod to start. */
export interface PodOptions {
  readonly name: string;
  /** @default "default" */
  readonly namespace?: string;
  /** @default random */
  readonly uid?: string;
  /** Cgroup of the pod. @default `/kubepods/burstable/pod<uid>` */
  readonly cgroupParent?: string;
  /** @default none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A container to start in a pod. */
export interface PodContainerOptions {
  readonly name: string;
  readonly command: readonly string[];
  /** How often kubelet has started it before. @default 0 */
  readonly attempt?: number;
  /** @default the image of {@link criPods} */
  readonly image?: string;
}

/** A running pod. */
export interface Pod {
  /** The sandbox's id, which is the pause container's. */
  readonly id: string;
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  /** Cgroup of the pod. */
  readonly cgroup: string;
  /** Creates a container without starting it; gives its id. */
  create(container: PodContainerOptions): Promise<string>;
  /** Creates and starts a container; gives its id. */
  run(container: PodContainerOptions): Promise<string>;
  /** Ends the pod with its containers, and removes it and its cgroup. */
  remove(): Promise<void>;
}

/** Pods of one runtime. */
export interface CriPods {
  /** Starts a pod's sandbox. */
  run(options: PodOptions): Promise<Pod>;
  /** Starts a container that was created. */
  start(containerId: string): Promise<void>;
  /** Runs a program in a container and waits for its end. */
  exec(containerId: string, command: readonly string[]): Promise<void>;
  /** Kills a container's processes, at once. */
  stopContainer(containerId: string): Promise<void>;
  /** Removes a container that has ended, or not. */
  removeContainer(containerId: string): Promise<void>;
  /** Any call of `runtime.v1.RuntimeService`; gives the answer's bytes. */
  call(method: string, message: readonly EncodeField[]): Promise<Uint8Array>;
  /** Removes all pods that were started here. */
  removeAll(): Promise<void>;
}

/** Pods of the runtime with this socket; `image` is what their containers run. */
export function criPods({ socket, image }: { socket: string; image: string }): CriPods {
  const pods = new Set<Pod>();

  async function call(method: string, message: readonly EncodeField[]): Promise<Uint8Array> {
    using channel = await GrpcChannel.open(socket);
    return await channel.unary({
      path: `${SERVICE}/${method}`,
      message: encodeMessage(message),
      maxBytes: MAX_BYTES,
      limitMs: CALL_LIMIT_MS,
    }, new AbortController().signal);
  }

  async function idFrom(method: string, message: readonly EncodeField[]): Promise<string> {
    const { id } = ANSWERS.decode("Created", await call(method, message));
    if (id === undefined) throw new Error(`${method} gave no id`);
    return id;
  }

  async function run(options: PodOptions): Promise<Pod> {
    const { name, namespace = "default", uid = crypto.randomUUID(), labels = {} } = options;
    const cgroup = options.cgroupParent ?? `/kubepods/burstable/pod${uid}`;
    const config: readonly EncodeField[] = [
      [1, [[1, name], [2, uid], [3, namespace]]],
      ...encodeMap(6, {
        ...labels,
        "io.kubernetes.pod.name": name,
        "io.kubernetes.pod.namespace": namespace,
        "io.kubernetes.pod.uid": uid,
      }),
      [8, [[1, cgroup], [2, [[1, [[1, NODE]]]]]]],
    ];
    const id = await idFrom("RunPodSandbox", [[1, config]]);

    function create(container: PodContainerOptions): Promise<string> {
      const { attempt = 0 } = container;
      return idFrom("CreateContainer", [[1, id], [2, [
        [1, [[1, container.name], [2, attempt]]],
        [2, [[1, container.image ?? image]]],
        ...container.command.map((argument): EncodeField => [3, argument]),
        ...encodeMap(9, {
          "io.kubernetes.container.name": container.name,
          "io.kubernetes.pod.name": name,
          "io.kubernetes.pod.namespace": namespace,
          "io.kubernetes.pod.uid": uid,
        }),
        ...encodeMap(10, { "io.kubernetes.container.restartCount": String(attempt) }),
        [15, [[2, [[3, [[1, NODE], [2, 1]]]]]]],
      ]], [3, config]]);
    }

    const pod: Pod = {
      ...{ id, uid, name, namespace, cgroup, create },
      async run(container) {
        const created = await create(container);
        await call("StartContainer", [[1, created]]);
        return created;
      },
      async remove() {
        pods.delete(pod);
        // Fails where a container's shim ends at that moment; kubelet asks again, too.
        const stop = () => call("StopPodSandbox", [[1, id]]);
        await stop().catch(stop);
        await call("RemovePodSandbox", [[1, id]]);
        await removeCgroup(cgroup);
      },
    };
    pods.add(pod);
    return pod;
  }

  return {
    run,
    async start(containerId) {
      await call("StartContainer", [[1, containerId]]);
    },
    async exec(containerId, command) {
      const words = command.map((word): EncodeField => [2, word]);
      await call("ExecSync", [[1, containerId], ...words, [3, CALL_LIMIT_MS / 1000]]);
    },
    async stopContainer(containerId) {
      await call("StopContainer", [[1, containerId]]);
    },
    async removeContainer(containerId) {
      await call("RemoveContainer", [[1, containerId]]);
    },
    call,
    async removeAll() {
      for (const pod of [...pods]) await pod.remove();
    },
  };
}
