import type { Labels, Pod } from "../../model/container.ts";
import { boundedText, field, parseJsonText } from "../api/json_fields.ts";
import { parseTime } from "../api/parse_time.ts";
import { isSandbox } from "../labels/is_sandbox.ts";
import { readLabels } from "../labels/read_labels.ts";
import { readPod } from "../labels/read_pod.ts";
import type { RuntimeContainer } from "../runtime_client.ts";

/** Longest Kubernetes name is a DNS name of 253. */
const NAME_MAX = 256;
/** Longest image reference: 255 for the repository, 128 for the tag, 71 for the digest. */
const IMAGE_MAX = 512;

/**
 * CRI-O's annotations, as `internal/annotations` of cri-o 1.14 to 1.33 names them. Some hold JSON. What
 * kubelet gave as annotations stands beside them.
 */
const KEY = {
  containerId: "io.kubernetes.cri-o.ContainerID",
  created: "io.kubernetes.cri-o.Created",
  imageName: "io.kubernetes.cri-o.ImageName",
  image: "io.kubernetes.cri-o.Image",
  /** A pod's name, of its sandbox only. */
  podName: "io.kubernetes.cri-o.KubeName",
  podNamespace: "io.kubernetes.cri-o.Namespace",
  labels: "io.kubernetes.cri-o.Labels",
  /** JSON with the CRI's metadata. */
  metadata: "io.kubernetes.cri-o.Metadata",
  containerName: "io.kubernetes.container.name",
  restartCount: "io.kubernetes.container.restartCount",
} as const;

/** The image's own id, which is all that CRI-O knows of an image without a name. */
const IMAGE_ID = /^(?:sha256:)?[0-9a-f]{64}$/;

/** What kubelet writes into the labels of each pod and container; it stands in the pod's fields. */
const KUBELET_LABELS = /^io\.kubernetes\.(?:pod|container)\./;

/**
 * A container as CRI-O's annotations describe it, in its bundle or in the answer to `GET /containers/ID`;
 * undefined for annotations that are another's: podman keeps its bundles in the same place. No annotation
 * is believed to have the id of another container.
 */
export function crioContainer(id: string, annotations: unknown): RuntimeContainer | undefined {
  if (field(annotations, KEY.containerId) !== id) return undefined;
  const labels = parsed(annotations, KEY.labels);
  const isOfPod = isSandbox(annotations);
  const pod = podOf(annotations, labels, isOfPod);
  const name = isOfPod ? pod.name : pod.container ?? metadataText(annotations, "name");
  if (name === undefined) return undefined;
  const { labels: kept, orchestration } = readLabels(labels);
  const restarts = Number(field(annotations, KEY.restartCount) ?? NaN);
  const createdAt = parseTime(field(annotations, KEY.created));
  return {
    ...{ id, name, pod },
    ...imageOf(annotations),
    ...orchestration === undefined ? {} : { orchestration },
    ...kept === undefined || Object.keys(kept).length === 0 ? {} : { labels: kept },
    ...createdAt === undefined ? {} : { createdAt },
    ...Number.isSafeInteger(restarts) && restarts >= 0 ? { restartCount: restarts } : {},
    ...isOfPod ? { isSandbox: true } : {},
  };
}

function podOf(annotations: unknown, labels: unknown, isOfPod: boolean): Pod {
  const { container, ...pod } = { ...readPod(annotations), ...readPod(labels) };
  const own = (key: string) => boundedText(field(annotations, key), NAME_MAX);
  const name = own(KEY.podName) ?? pod.name;
  const namespace = own(KEY.podNamespace) ?? pod.namespace;
  const podLabels = isOfPod ? manifestLabels(labels) : undefined;
  return {
    ...pod,
    ...name === undefined ? {} : { name },
    ...namespace === undefined ? {} : { namespace },
    // A sandbox is called `POD`, which names no container.
    ...isOfPod || container === undefined ? {} : { container },
    ...podLabels === undefined ? {} : { labels: podLabels },
  };
}

/** A pod's labels without what kubelet added; undefined when there are none. */
function manifestLabels(labels: unknown): Labels | undefined {
  const kept = readLabels(labels).labels ?? {};
  const own = Object.entries(kept).filter(([key]) => !KUBELET_LABELS.test(key));
  return own.length === 0 ? undefined : readLabels(Object.fromEntries(own)).labels;
}

/** A name is worth more than an id. */
function imageOf(annotations: unknown): { readonly image?: string } {
  const references = [KEY.imageName, KEY.image]
    .map((key) => boundedText(field(annotations, key), IMAGE_MAX))
    .filter((reference) => reference !== undefined);
  const image = references.find((reference) => !IMAGE_ID.test(reference)) ?? references[0];
  return image === undefined ? {} : { image };
}

function metadataText(annotations: unknown, key: string): string | undefined {
  return boundedText(field(parsed(annotations, KEY.metadata), key), NAME_MAX);
}

/** The value of an annotation that holds JSON; undefined when it holds none. */
function parsed(annotations: unknown, key: string): unknown {
  const text = field(annotations, key);
  return typeof text === "string" ? parseJsonText(text) : undefined;
}
