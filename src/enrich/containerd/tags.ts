import type { Pod } from "../../model/container.ts";
import { boundedText, field } from "../api/json_fields.ts";
import { isSandbox } from "../labels/is_sandbox.ts";

/** Longest name that is kept, UTF-16 units: Kubernetes' longest is a DNS name of 253. */
const NAME_MAX = 256;
/** Longest image reference: 255 for the repository, 128 for the tag, 71 for the digest. */
const IMAGE_MAX = 512;

/** A record of labels or annotations that nobody vouches for. */
export type Tags = Readonly<Record<string, string>>;

/** The CRI plugin's annotations in a bundle, and what they say of the pod. */
const POD_TAGS: ReadonlyArray<readonly [Exclude<keyof Pod, "labels">, readonly string[]]> = [
  ["uid", ["io.kubernetes.cri.sandbox-uid", "io.kubernetes.pod.uid"]],
  ["name", ["io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name"]],
  ["namespace", ["io.kubernetes.cri.sandbox-namespace", "io.kubernetes.pod.namespace"]],
  ["container", ["io.kubernetes.cri.container-name", "io.kubernetes.container.name"]],
];

/** Who names a container, in this order. */
const NAME_TAGS: readonly string[] = [
  "io.kubernetes.cri.container-name",
  "io.kubernetes.container.name",
  "nerdctl/name",
];

/** The container that only holds a pod's namespaces has the pod's name. */
const SANDBOX_NAME_TAGS: readonly string[] = [
  "io.kubernetes.cri.sandbox-name",
  "io.kubernetes.pod.name",
];

/** The reference that kubelet asked for; the container's own image may be an image's id. */
const IMAGE_TAGS: readonly string[] = ["io.kubernetes.cri.image-name"];

/** Tags of containerd's clients about themselves, which no user gave. */
const OWN_TAGS = /^io\.(?:kubernetes\.cri|cri-containerd)\./;

function first(tags: Tags, keys: readonly string[], max: number): string | undefined {
  for (const key of keys) {
    const text = boundedText(field(tags, key), max);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The name that labels or annotations give; undefined when they give none. */
export function nameIn(tags: Tags): string | undefined {
  return first(tags, isSandbox(tags) ? SANDBOX_NAME_TAGS : NAME_TAGS, NAME_MAX);
}

/** The image reference that annotations give; undefined when they give none. */
export function imageIn(tags: Tags): string | undefined {
  return first(tags, IMAGE_TAGS, IMAGE_MAX);
}

/** The Kubernetes names that labels or annotations give; undefined when they give none. */
export function podIn(tags: Tags): Pod | undefined {
  const found = POD_TAGS.flatMap(([key, keys]) => {
    const text = first(tags, keys, NAME_MAX);
    return text === undefined ? [] : [[key, text] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** The id of the pod's own container, which its containers name. */
export function sandboxIdIn(tags: Tags): string | undefined {
  return boundedText(field(tags, "io.kubernetes.cri.sandbox-id"), NAME_MAX);
}

/** Whether the CRI plugin made the container: all its versions say of which type it is. */
export function isOfCri(tags: Tags): boolean {
  return field(tags, "io.kubernetes.cri.container-type") !== undefined ||
    field(tags, "io.cri-containerd.kind") !== undefined;
}

/** What the CRI plugin itself wrote. */
export function criTags(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => OWN_TAGS.test(key)));
}

/** The labels without those that containerd's CRI plugin keeps its own books with. */
export function userTags(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !OWN_TAGS.test(key)));
}
