import type { Container } from "../../model/container.ts";
import type { Cgroup, LabelledEvent } from "../../model/labelled_event.ts";
import type { ProcessNode } from "../../state/process_node.ts";
import type { ContainerUsage } from "./usage_reader.ts";

/** What is counted of each container. */
export const COUNTED = ["exec", "fork", "exit", "failure"] as const;

/** A number for each of {@link COUNTED}; a failure is an exit by signal or with another code than 0. */
export type Counts = Readonly<Record<typeof COUNTED[number], number>>;

/** A container at the end of an interval. */
export interface Row extends ContainerUsage {
  /** The same for the same container. */
  readonly key: string;
  readonly container: Container;
  readonly cgroup: Cgroup | undefined;
  /** Its processes by pid; empty when it has ended. */
  readonly residents: readonly ProcessNode[];
  /** Since counting began. */
  readonly counts: Counts;
  /** A second, over the interval. */
  readonly rates: Counts;
  /** The event that told of the program that was started last. */
  readonly last: LabelledEvent | undefined;
  /** It runs no more, and is shown for a while yet. */
  readonly hasEnded: boolean;
}

/** All containers at the end of an interval. */
export interface Sample {
  readonly rows: readonly Row[];
  /** Length of the interval, ns. */
  readonly interval: number;
  /** Nanoseconds since boot. */
  readonly time: number;
  /** Events that were lost since counting began. */
  readonly lost: number;
}
