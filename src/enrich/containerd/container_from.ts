import { isSandbox } from "../labels/is_sandbox.ts";
import { readLabels } from "../labels/read_labels.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import { criTags, imageIn, isOfCri, nameIn, podIn, type Tags, userTags } from "./tags.ts";

/** What containerd or a bundle of it holds of a container, still to be read. */
export interface ContainerFacts {
  readonly id: string;
  /** Labels as the user gave them, and those of the tools that act for him. @default none */
  readonly labels?: Tags;
  /** Annotations of the bundle. @default none */
  readonly annotations?: Tags;
  /** The image reference that the container was made with. @default unknown */
  readonly image?: string;
  /** Labels of the container's pod. @default unknown */
  readonly podLabels?: Tags;
}

/**
 * A container as containerd's clients named it: the CRI plugin in a pod, nerdctl by a label, and else it has
 * no other name than its id. Undefined for one of a pod whose name is not told here: its id is no name.
 */
export function containerFrom(facts: ContainerFacts): RuntimeContainer | undefined {
  const { id, labels = {}, annotations = {}, podLabels } = facts;
  // A label is newer than the annotation that was made of it; but what the CRI plugin wrote into the bundle
  // stands against a pod's labels, which its user gave.
  const tags = { ...annotations, ...labels, ...criTags(annotations) };
  const name = nameIn(tags) ?? (isOfCri(tags) ? undefined : id);
  if (name === undefined) return undefined;
  const { labels: kept, orchestration } = readLabels(userTags(facts.labels ?? annotations));
  const image = imageIn(annotations) ?? facts.image;
  const sandbox = isSandbox(tags);
  const pod = podIn(tags);
  const ofPod = podLabels === undefined ? undefined : podLabelsFrom(podLabels);
  return {
    id,
    name,
    ...image === undefined || image === "" ? {} : { image },
    ...pod === undefined ? {} : { pod: { ...pod, ...ofPod } },
    ...orchestration === undefined ? {} : { orchestration },
    ...kept === undefined || Object.keys(kept).length === 0 ? {} : { labels: kept },
    ...sandbox ? { isSandbox: true } : {},
  };
}

/** What kubelet writes into the labels of each pod; it stands in the pod's fields. */
const KUBELET_LABELS = /^io\.kubernetes\.pod\./;

/** A pod's labels as its manifest gave them, bounded; empty when it gave none. */
function podLabelsFrom(labels: Tags): Pick<NonNullable<RuntimeContainer["pod"]>, "labels"> {
  const own = Object.entries(userTags(labels)).filter(([key]) => !KUBELET_LABELS.test(key));
  const { labels: kept } = readLabels(Object.fromEntries(own));
  return kept === undefined || own.length === 0 ? {} : { labels: kept };
}
