import { field } from "../api/json_fields.ts";

/** What marks a container that only holds a pod's namespaces, by who writes it. */
const MARKS: ReadonlyArray<readonly [label: string, value: string]> = [
  // dockershim and cri-dockerd.
  ["io.kubernetes.docker.type", "podsandbox"],
  // kubelet's name for it.
  ["io.kubernetes.container.name", "POD"],
  // containerd's CRI plugin, on the containerd container.
  ["io.cri-containerd.kind", "sandbox"],
  // The same and CRI-O, as annotations in the bundle.
  ["io.kubernetes.cri.container-type", "sandbox"],
  ["io.kubernetes.cri-o.ContainerType", "sandbox"],
];

/** Whether labels or annotations mark a pause container. Never throws. */
export function isSandbox(labels: unknown): boolean {
  return MARKS.some(([label, value]) => field(labels, label) === value);
}
