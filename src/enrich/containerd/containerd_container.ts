import { field, parseJson } from "../api/json_fields.ts";
import { bytes, mapOf, type Message, message, text } from "../grpc/message.ts";
import { ANY, epochMilliseconds, TIMESTAMP } from "../grpc/well_known.ts";
import { LABEL_KEY_MAX } from "../labels/bound_labels.ts";
import { boundAnnotations } from "../oci/bound_annotations.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import { containerFrom } from "./container_from.ts";
import { sandboxIdIn, type Tags } from "./tags.ts";

/** containerd's own bound for a label is 4,096 bytes, key and value together. */
const LABEL_BYTES = 4096;
/** Labels that are read of one container; fewer are kept. */
const LABELS_READ = 256;
/** Extensions that are read: the CRI plugin keeps one. */
const EXTENSIONS_MAX = 8;
/** Longest image reference that is read. */
const IMAGE_BYTES = 1024;
/** Most often that kubelet is believed to have restarted a container. */
const ATTEMPT_MAX = 2 ** 31;

/** `containerd.services.containers.v1.Container`, the fields that are read. */
export const CONTAINER = {
  id: text(1, 76),
  labels: mapOf(2, LABELS_READ, LABEL_KEY_MAX, text(2, LABEL_BYTES)),
  image: text(3, IMAGE_BYTES),
  spec: message(5, ANY),
  createdAt: message(8, TIMESTAMP),
  extensions: mapOf(10, EXTENSIONS_MAX, LABEL_KEY_MAX, message(2, { value: bytes(2) })),
} as const;

/** A container as containerd tells it. */
export type ContainerdContainer = Message<typeof CONTAINER>;

/** A container as containerd tells it, read. */
export interface ListedContainer {
  readonly container: RuntimeContainer;
  /** The pod's own container, where there is one: it holds the pod's labels. */
  readonly sandboxId: string | undefined;
  /** Labels of the container itself. */
  readonly labels: Tags;
}

/** What the CRI plugin keeps of a container, as JSON. */
const CRI_EXTENSION = "io.cri-containerd.container.metadata";

/**
 * Reads what containerd tells of a container; undefined without an id, and for one of a pod that has no name.
 * `podLabelsOf` gives the labels of a pod's own container, by its id.
 */
export function readContainer(
  told: ContainerdContainer,
  podLabelsOf: (sandboxId: string) => Tags | undefined,
): ListedContainer | undefined {
  const { id, image } = told;
  if (id === undefined || id === "") return undefined;
  const labels = Object.fromEntries(told.labels ?? []);
  // The value is the OCI configuration's JSON, whatever the type's name says of a protocol buffer.
  const spec = told.spec?.value === undefined ? undefined : parseJson(told.spec.value);
  const annotations = boundAnnotations(field(spec, "annotations"));
  const sandboxId = sandboxIdIn(annotations);
  const podLabels = sandboxId === id
    ? labels
    : sandboxId === undefined
    ? undefined
    : podLabelsOf(sandboxId);
  const container = containerFrom({
    ...{ id, labels, annotations },
    ...image === undefined ? {} : { image },
    ...podLabels === undefined ? {} : { podLabels },
  });
  if (container === undefined) return undefined;
  const createdAt = epochMilliseconds(told.createdAt);
  const restartCount = attemptOf(told);
  return {
    container: {
      ...container,
      ...createdAt === undefined ? {} : { createdAt },
      ...restartCount === undefined ? {} : { restartCount },
    },
    sandboxId,
    labels,
  };
}

/** How often kubelet had started the container before: the CRI's attempt. */
function attemptOf({ extensions }: ContainerdContainer): number | undefined {
  const value = extensions?.get(CRI_EXTENSION)?.value;
  if (value === undefined) return undefined;
  const metadata = field(field(field(parseJson(value), "Metadata"), "Config"), "metadata");
  if (metadata === undefined) return undefined;
  // Zero is not written.
  const attempt = field(metadata, "attempt") ?? 0;
  return Number.isInteger(attempt) && Number(attempt) >= 0 && Number(attempt) < ATTEMPT_MAX
    ? Number(attempt)
    : undefined;
}
