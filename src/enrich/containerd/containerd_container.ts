import { field, parseJson } from "../api/json_fields.ts";
import { epochMilliseconds } from "../grpc/well_known.ts";
import { boundAnnotations } from "../oci/bound_annotations.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import { containerFrom } from "./container_from.ts";
import type { ContainerMessage } from "./containerd_messages.ts";
import { isIdentifier } from "./namespaces.ts";
import { sandboxIdIn, type Tags } from "./tags.ts";

/** Longest image reference that is read. */
const IMAGE_MAX = 1024;
/** Most often that kubelet is believed to have restarted a container. */
const ATTEMPT_MAX = 2 ** 31;

/** A container as containerd tells it, without what is none of ours, and bounded. */
export interface ContainerdContainer {
  readonly id?: string;
  /** Labels of the container itself. */
  readonly labels: Tags;
  /** Annotations of its OCI specification. */
  readonly annotations: Tags;
  readonly image?: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  /** How often kubelet had started the container before: the CRI's attempt. */
  readonly attempt?: number;
}

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

/** Keeps of a message what is read, so that a list of them is no larger than it must be. */
export function containerFromMessage(told: ContainerMessage): ContainerdContainer {
  const { id, image, spec } = told;
  const createdAt = epochMilliseconds(told.createdAt);
  const attempt = attemptOf(told);
  return {
    ...id === undefined || !isIdentifier(id) ? {} : { id },
    ...image === undefined || image.length > IMAGE_MAX ? {} : { image },
    labels: boundAnnotations(told.labels),
    // The value is the OCI configuration's JSON, whatever the type's name says of a protocol buffer.
    annotations: boundAnnotations(field(parsed(spec?.value), "annotations")),
    ...createdAt === undefined ? {} : { createdAt },
    ...attempt === undefined ? {} : { attempt },
  };
}

/**
 * Reads what containerd tells of a container; undefined without an id, and for one of a pod that has no name.
 * `podLabelsOf` gives the labels of a pod's own container, by its id.
 */
export function readContainer(
  told: ContainerdContainer,
  podLabelsOf: (sandboxId: string) => Tags | undefined,
): ListedContainer | undefined {
  const { id, image, labels, annotations, createdAt, attempt } = told;
  if (id === undefined) return undefined;
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
  return {
    container: {
      ...container,
      ...createdAt === undefined ? {} : { createdAt },
      ...attempt === undefined ? {} : { restartCount: attempt },
    },
    sandboxId,
    labels,
  };
}

function attemptOf({ extensions }: ContainerMessage): number | undefined {
  const extension = extensions !== undefined && Object.hasOwn(extensions, CRI_EXTENSION)
    ? extensions[CRI_EXTENSION]
    : undefined;
  const metadata = field(
    field(field(parsed(extension?.value), "Metadata"), "Config"),
    "metadata",
  );
  if (metadata === undefined) return undefined;
  // Zero is not written.
  const attempt = field(metadata, "attempt") ?? 0;
  return Number.isInteger(attempt) && Number(attempt) >= 0 && Number(attempt) < ATTEMPT_MAX
    ? Number(attempt)
    : undefined;
}

function parsed(json: Uint8Array | undefined): unknown {
  return json === undefined ? undefined : parseJson(json);
}
