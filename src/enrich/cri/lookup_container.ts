import type { RuntimeContainer, Unanswered } from "../runtime_client.ts";
import type { CriApi } from "./cri_api.ts";
import { readContainer, readPodOf, readSandbox } from "./read_cri.ts";

/**
 * Asks a runtime for one container or sandbox by its full id: what lists tell, which is quick, and with
 * `withTimes` what its status tells beside. Rejects with a reason fit for describeFailure().
 */
export async function lookupContainer(
  api: CriApi,
  id: string,
  signal: AbortSignal,
  withTimes: boolean,
): Promise<RuntimeContainer | Unanswered> {
  // The runtimes take the id of a filter for a prefix, too.
  const told = (await api.containers(signal, id)).find((container) => container.id === id);
  const sandboxId = told === undefined ? id : told.podSandboxId;
  const sandbox = sandboxId === undefined
    ? undefined
    : (await api.sandboxes(signal, sandboxId)).find((sandbox) => sandbox.id === sandboxId);
  if (told === undefined) {
    return sandbox === undefined ? "none" : readSandbox(sandbox) ?? "no answer";
  }
  const pod = sandbox === undefined ? undefined : readPodOf(sandbox);
  const status = withTimes ? await api.status(id, signal) : undefined;
  return readContainer({ ...told, ...status }, pod) ?? "no answer";
}
