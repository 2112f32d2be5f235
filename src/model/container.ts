import type { OwnerKind } from "./owner.ts";

/**
 * Whether an event's container has its name: `ok` at once, `late` after the wait of
 * `--label-wait`, `unknown` when no runtime told it.
 */
export type Label = "ok" | "late" | "unknown";

/** Names that Kubernetes gave, as found in the runtime's labels or in the cgroup path. */
export interface Pod {
  readonly uid?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly container?: string;
  /** Labels of the pod itself, where the runtime keeps them apart from the container's. */
  readonly labels?: Labels;
}

/** Labels by key, as the user gave them. */
export type Labels = Readonly<Record<string, string>>;

/** What a container does, in one vocabulary for all runtimes. */
export const CONTAINER_STATES = [
  "created",
  "running",
  "paused",
  "restarting",
  "removing",
  "exited",
  "dead",
] as const;

/** One of {@link CONTAINER_STATES}. */
export type ContainerState = typeof CONTAINER_STATES[number];

/** Names that an orchestrator other than Kubernetes gave, as found in the container's labels. */
export interface Orchestration {
  readonly compose?: { readonly project?: string; readonly service?: string };
  readonly swarm?: { readonly service?: string; readonly task?: string };
  readonly nomad?: { readonly job?: string; readonly task?: string };
}

/** A container as far as it is known; `name` and `image` come from the runtime only. */
export interface Container {
  /** Full id as the runtime writes it. */
  readonly id: string;
  readonly kind: OwnerKind;
  readonly name?: string;
  /** Image reference as given to the runtime, such as `nginx:1.27`. */
  readonly image?: string;
  /** Name of the runtime whose API told, such as `docker`; absent while only the path is known. */
  readonly runtime?: string;
  readonly pod?: Pod;
  readonly orchestration?: Orchestration;
  readonly labels?: Labels;
  readonly state?: ContainerState;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  /** When it was last started, milliseconds since 1970. */
  readonly startedAt?: number;
  readonly restartCount?: number;
  /** It only holds a pod's namespaces: the pause container. */
  readonly isSandbox?: boolean;
  /** Ids of the enclosing containers, outermost first; empty when not nested. */
  readonly nesting: readonly string[];
  /** Names of those, as far as they were known when it was met. */
  readonly around?: readonly string[];
}
