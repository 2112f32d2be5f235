import type { Pod } from "../../model/container.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import { boundedText, field } from "./json_fields.ts";

/** A name has no limit in Docker; longer ones are cut. */
const MAX_NAME = 256;
/** Longest image reference: 255 for the repository, 128 for the tag, 71 for the digest. */
const MAX_IMAGE = 512;
/** Longest Kubernetes name is a DNS name of 253. */
const MAX_POD_TEXT = 256;
/** What dockerd makes of 32 random bytes; no other form of id exists in its API. */
const ID = /^[0-9a-f]{64}$/;

/** The labels that dockershim and cri-dockerd write, and where they belong. */
const POD_LABELS: ReadonlyArray<readonly [keyof Pod, string]> = [
  ["uid", "io.kubernetes.pod.uid"],
  ["name", "io.kubernetes.pod.name"],
  ["namespace", "io.kubernetes.pod.namespace"],
  ["container", "io.kubernetes.container.name"],
];

/** True for a full Docker id, which is also safe as a prefix or pattern in the API's filters. */
export function isContainerId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value);
}

/** A container of checked and bounded fields; undefined without a true id or a name. */
export function containerFrom(
  id: unknown,
  name: unknown,
  image: unknown,
  labels: unknown,
): RuntimeContainer | undefined {
  const text = boundedText(name, MAX_NAME);
  if (!isContainerId(id) || text === undefined) return undefined;
  const reference = boundedText(image, MAX_IMAGE);
  const pod = podFrom(labels);
  return {
    id,
    name: text,
    ...(reference === undefined ? {} : { image: reference }),
    ...(pod === undefined ? {} : { pod }),
  };
}

function podFrom(labels: unknown): Pod | undefined {
  const found = POD_LABELS.flatMap(([key, label]) => {
    const text = boundedText(field(labels, label), MAX_POD_TEXT);
    return text === undefined ? [] : [[key, text] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
