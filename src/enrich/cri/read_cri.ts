import type { ContainerState, Labels, Pod } from "../../model/container.ts";
import { boundedText, field } from "../api/json_fields.ts";
import { nanosecondsToMs } from "../grpc/well_known.ts";
import { readLabels } from "../labels/read_labels.ts";
import type { RuntimeContainer } from "../runtime_client.ts";
import type { CriContainer, PodSandbox } from "./cri_messages.ts";

/** Longest id that is a container's; all known runtimes have 64 characters. */
const ID = /^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/;
/** Kubernetes' longest name is a DNS name of 253. */
const NAME_MAX = 256;
/** Longest image reference: 255 for the repository, 128 for the tag, 71 for the digest. */
const IMAGE_MAX = 512;

/** `ContainerState`; zero is not written. */
const CONTAINER_STATES: ReadonlyMap<number, ContainerState> = new Map([
  [0, "created"],
  [1, "running"],
  [2, "exited"],
]);

/** `PodSandboxState`: ready, and not. */
const SANDBOX_STATES: ReadonlyMap<number, ContainerState> = new Map([[0, "running"], [
  1,
  "exited",
]]);

/** The image's own id, where it is all that the runtime says of the image. */
const IMAGE_ID = /^(?:sha256:)?[0-9a-f]{64}$/;

/** How often kubelet started the container before, as kubelet itself notes it. */
const RESTART_COUNT = "io.kubernetes.container.restartCount";

/** What kubelet writes into the labels of each pod; it stands in the pod's fields. */
const KUBELET_LABELS = /^io\.kubernetes\.pod\./;

/** A pod as its sandbox tells it: names, and the labels of its manifest. */
export function readPodOf({ metadata, labels }: PodSandbox): Pod {
  const own = Object.entries(labels ?? {}).filter(([key]) => !KUBELET_LABELS.test(key));
  const kept = readLabels(Object.fromEntries(own)).labels;
  return {
    ...textField("uid", metadata?.uid),
    ...textField("name", metadata?.name),
    ...textField("namespace", metadata?.namespace),
    ...kept === undefined || own.length === 0 ? {} : { labels: kept },
  };
}

/** The container that holds a pod's namespaces; undefined without an id or a name. */
export function readSandbox(sandbox: PodSandbox): RuntimeContainer | undefined {
  const { id, state = 0, createdAt } = sandbox;
  const pod = readPodOf(sandbox);
  if (!isId(id) || pod.name === undefined) return undefined;
  return {
    ...{ id, name: pod.name, pod, isSandbox: true },
    ...labelsFrom(sandbox.labels),
    ...defined("state", SANDBOX_STATES.get(state)),
    ...defined("createdAt", nanosecondsToMs(createdAt)),
  };
}

/** A container of a pod, which may be unknown; undefined without an id or a name. */
export function readContainer(told: CriContainer, pod?: Pod): RuntimeContainer | undefined {
  const { id, metadata, image, state = 0 } = told;
  const name = boundedText(metadata?.name, NAME_MAX);
  if (!isId(id) || name === undefined) return undefined;
  const fromLabels = readLabels(told.labels ?? {});
  const references = [image?.userSpecifiedImage, image?.image]
    .filter((text) => text !== undefined && text !== "");
  const reference = references.find((text) => !IMAGE_ID.test(text ?? "")) ?? references[0];
  const restarts = Number(field(told.annotations, RESTART_COUNT) ?? metadata?.attempt ?? 0);
  return {
    ...{ id, name },
    ...labelsFrom(told.labels),
    pod: { ...fromLabels.pod, ...pod, container: name },
    ...defined("orchestration", fromLabels.orchestration),
    ...defined("image", boundedText(reference, IMAGE_MAX)),
    ...defined("state", CONTAINER_STATES.get(state)),
    ...defined("createdAt", nanosecondsToMs(told.createdAt)),
    ...defined("startedAt", nanosecondsToMs(told.startedAt)),
    ...Number.isSafeInteger(restarts) && restarts >= 0 ? { restartCount: restarts } : {},
  };
}

/** Whether an id may be looked up: no known runtime has another form of it. */
export function isId(id: string | undefined): id is string {
  return id !== undefined && ID.test(id);
}

function labelsFrom(labels: Labels | undefined): { labels?: Labels } {
  const kept = readLabels(labels ?? {}).labels;
  return kept === undefined || Object.keys(kept).length === 0 ? {} : { labels: kept };
}

function textField(key: "uid" | "name" | "namespace", value: unknown): Pod {
  const text = boundedText(value, NAME_MAX);
  return text === undefined ? {} : { [key]: text };
}

/** A field to be spread into an object; empty for undefined. */
function defined<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return value === undefined ? {} : { [key]: value } as { readonly [P in K]?: T };
}
