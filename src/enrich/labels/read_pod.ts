import type { Pod } from "../../model/container.ts";
import { boundedText, field } from "../api/json_fields.ts";

/** Longest Kubernetes name is a DNS name of 253. */
const MAX_POD_TEXT = 256;

/** Which name stands where: what kubelet tells each runtime, and dockershim and cri-dockerd write. */
type PodName = Exclude<keyof Pod, "labels">;

const POD_LABELS: ReadonlyArray<readonly [PodName, string]> = [
  ["uid", "io.kubernetes.pod.uid"],
  ["name", "io.kubernetes.pod.name"],
  ["namespace", "io.kubernetes.pod.namespace"],
  ["container", "io.kubernetes.container.name"],
];

/** The names that Kubernetes gave, each bounded; undefined when there are none. Never throws. */
export function readPod(labels: unknown): Pod | undefined {
  const found = POD_LABELS.flatMap(([key, label]) => {
    const text = boundedText(field(labels, label), MAX_POD_TEXT);
    return text === undefined ? [] : [[key, text] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
