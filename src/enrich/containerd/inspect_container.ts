import { GrpcChannel } from "../grpc/grpc_channel.ts";
import type { RuntimeContainer, Unanswered } from "../runtime_client.ts";
import type { ContainerdApi } from "./containerd_api.ts";
import { readContainer } from "./containerd_container.ts";
import { isIdentifier } from "./namespaces.ts";
import type { Tags } from "./tags.ts";

/**
 * Asks one daemon for all that it knows of a container: labels and image, its pod's labels, its state.
 * `none` when no namespace has it. Rejects with a reason fit for describeFailure().
 */
export async function inspectContainer(
  socket: string,
  id: string,
  signal: AbortSignal,
  apiOf: (channel: GrpcChannel) => ContainerdApi,
): Promise<RuntimeContainer | Unanswered> {
  if (!isIdentifier(id)) return "none";
  using channel = await GrpcChannel.open(socket);
  const api = apiOf(channel);
  for (const namespace of await api.namespaces(signal)) {
    const told = await api.get(namespace, id, signal);
    if (told?.id !== id) continue;
    let podLabels: Tags | undefined;
    const first = readContainer(told, () => undefined);
    if (first?.sandboxId !== undefined && first.sandboxId !== id) {
      const sandbox = await api.get(namespace, first.sandboxId, signal);
      if (sandbox !== undefined) podLabels = readContainer(sandbox, () => undefined)?.labels;
    }
    const read = readContainer(told, () => podLabels);
    if (read === undefined) return "no answer";
    const state = (await api.tasks(namespace, signal)).get(id);
    return { ...read.container, ...state === undefined ? {} : { state } };
  }
  return "none";
}
