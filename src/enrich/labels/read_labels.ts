import type { RuntimeContainer } from "../runtime_client.ts";
import { boundLabels } from "./bound_labels.ts";
import { isSandbox } from "./is_sandbox.ts";
import { readOrchestration } from "./read_orchestration.ts";
import { readPod } from "./read_pod.ts";

/** What labels tell of a container; what they do not tell is absent. */
export type FromLabels = Pick<RuntimeContainer, "labels" | "pod" | "orchestration" | "isSandbox">;

/**
 * Reads a container's labels, whatever they are: bounded, with the names that orchestrators left in them.
 * These are looked for among all labels, also those that are too many to keep. Never throws.
 */
export function readLabels(labels: unknown): FromLabels {
  const kept = boundLabels(labels);
  const pod = readPod(labels);
  const orchestration = readOrchestration(labels);
  return {
    ...kept === undefined ? {} : { labels: kept },
    ...pod === undefined ? {} : { pod },
    ...orchestration === undefined ? {} : { orchestration },
    ...isSandbox(labels) ? { isSandbox: true } : {},
  };
}
