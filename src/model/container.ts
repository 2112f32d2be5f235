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
  /** Ids of the enclosing containers, outermost first; empty when not nested. */
  readonly nesting: readonly string[];
}
