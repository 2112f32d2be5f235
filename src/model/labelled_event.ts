import type { Container, Label } from "./container.ts";
import type { Event } from "./event.ts";
import type { Owner } from "./owner.ts";

/** A cgroup that was judged. The object is shared by all events of the cgroup. */
export interface Cgroup {
  readonly hierarchy: number;
  readonly id: number;
  /** Absolute path within the hierarchy. */
  readonly path: string;
  readonly owner: Owner;
}

/**
 * How a process came to be in its container: its first program (`init`), started from outside by the
 * runtime (`exec`) or by somebody else (`entered`), or from inside (`child`); `runtime` is the runtime's own
 * work on the container's threshold, before the program that was asked for.
 */
export const ROLES = ["init", "exec", "child", "entered", "runtime"] as const;

/** One of {@link ROLES}. */
export type Role = typeof ROLES[number];

/** An event with all that is known about where it belongs: what filters and formats read. */
export interface LabelledEvent {
  readonly event: Event;
  /** Absent for `lost`, and for a process whose cgroup has no known path. */
  readonly cgroup: Cgroup | undefined;
  /** Absent for host processes. Objects are immutable: a new name makes a new object. */
  readonly container: Container | undefined;
  /** Set when `container` is, save for `cgroup` events. */
  readonly label: Label | undefined;
  /**
   * Set for events of processes in containers, and as `runtime` for helpers of a runtime outside of them
   * (shims, conmon).
   */
  readonly role: Role | undefined;
}
