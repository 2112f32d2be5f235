import type { ContainerState } from "../../model/container.ts";
import type { Happening, LifeCycleAction } from "../../model/event.ts";

/** Details of a happening that an event may carry. */
export type Detail = Exclude<keyof Happening, "action" | "epochTime">;

/** What one kind of event means. */
export interface ActionMeaning {
  /** How the step is called here; absent for one that is not worth telling. */
  readonly action?: LifeCycleAction;
  /** What the container does from then on; absent where that stays as it was. */
  readonly state?: ContainerState;
  /** What the event's time is a time of. */
  readonly time?: "createdAt" | "startedAt";
  /** The event's attributes are the container's names and labels: it is malformed without a name. */
  readonly tellsNames?: true;
  /** The container is gone after it. */
  readonly removes?: true;
  /** Details to look for. */
  readonly details?: readonly Detail[];
}

/** In what daemons that speak Docker's API differ. */
export interface ApiDialect {
  /**
   * Meanings by the action's text up to its first colon (`exec_start` of `exec_start: sh -c x`). The
   * daemon is asked for these alone, where it can be asked, and others are ignored.
   */
  readonly actions: ReadonlyMap<string, ActionMeaning>;
  /** The daemon itself leaves out other events when asked to, by the names of `actions`. */
  readonly filtersActions: boolean;
  /** Where a detail lies: names of the event's attributes, the first that fits counts. */
  readonly attributes: Readonly<Partial<Record<Detail, readonly string[]>>>;
  /** Details that stand in the action's text behind the colon. */
  readonly inAction: ReadonlyMap<string, Detail>;
  /** Attributes of events that tell names which are not labels. */
  readonly ownAttributes: ReadonlySet<string>;
}
