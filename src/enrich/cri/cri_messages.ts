/**
 * The messages of `runtime.v1` (the Container Runtime Interface), the fields that are read. The numbers are
 * those of Kubernetes' `cri-api/pkg/apis/runtime/v1/api.proto`.
 */

import { int64, integer, mapOf, type Message, message, repeated, text } from "../grpc/message.ts";
import { LABEL_KEY_MAX } from "../labels/bound_labels.ts";

/** An id has 64 characters in each known runtime. */
const ID_BYTES = 256;
/** Kubernetes' longest name is a DNS name of 253. */
const NAME_BYTES = 256;
/** Longest image reference that is read. */
const IMAGE_BYTES = 1024;
/** Longest label or annotation that is read; the configuration that kubectl keeps in one is none of ours. */
const TAG_BYTES = 4096;
/** Labels or annotations that are read of one container; fewer are kept. */
const TAGS_READ = 256;

const tags = (number: number) => mapOf(number, TAGS_READ, LABEL_KEY_MAX, text(2, TAG_BYTES));

const POD_METADATA = {
  name: text(1, NAME_BYTES),
  uid: text(2, NAME_BYTES),
  namespace: text(3, NAME_BYTES),
  attempt: integer(4),
} as const;

const CONTAINER_METADATA = { name: text(1, NAME_BYTES), attempt: integer(2) } as const;

const IMAGE = { image: text(1, IMAGE_BYTES), userSpecified: text(18, IMAGE_BYTES) } as const;

/** `PodSandbox`, of a list. */
export const POD_SANDBOX = {
  id: text(1, ID_BYTES),
  metadata: message(2, POD_METADATA),
  state: integer(3),
  createdAt: int64(4),
  labels: tags(5),
} as const;

/** `PodSandboxStatus`, of an event. */
export const POD_SANDBOX_STATUS = { ...POD_SANDBOX, labels: tags(7) } as const;

/** A pod's sandbox. */
export type PodSandbox = Message<typeof POD_SANDBOX>;

/** `Container`, of a list. */
export const CONTAINER = {
  id: text(1, ID_BYTES),
  sandboxId: text(2, ID_BYTES),
  metadata: message(3, CONTAINER_METADATA),
  image: message(4, IMAGE),
  state: integer(6),
  createdAt: int64(7),
  labels: tags(8),
  annotations: tags(9),
} as const;

/** `ContainerStatus`, of an event or of the question for one. */
export const CONTAINER_STATUS = {
  id: text(1, ID_BYTES),
  metadata: message(2, CONTAINER_METADATA),
  state: integer(3),
  createdAt: int64(4),
  startedAt: int64(5),
  exitCode: integer(7),
  image: message(8, IMAGE),
  labels: tags(12),
  annotations: tags(13),
} as const;

/** A container: what a list has of it, and what only its status has. */
export type CriContainer = Message<
  typeof CONTAINER & Pick<typeof CONTAINER_STATUS, "startedAt" | "exitCode">
>;

/** Statuses that are read of one event: the containers of one pod. */
const STATUSES_MAX = 1024;

/** `ContainerEventResponse`. */
export const CONTAINER_EVENT = {
  containerId: text(1, ID_BYTES),
  type: integer(2),
  createdAt: int64(3),
  sandbox: message(4, POD_SANDBOX_STATUS),
  containers: repeated(message(5, CONTAINER_STATUS), STATUSES_MAX),
} as const;

/** `VersionResponse`. */
export const VERSION = { runtimeName: text(2, NAME_BYTES), runtimeVersion: text(3, NAME_BYTES) };
