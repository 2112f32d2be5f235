import type { Container } from "../model/container.ts";
import type { Event } from "../model/event.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import type { Owner } from "../model/owner.ts";
import type { CelField } from "./cel_field.ts";
import type { CelPredicate } from "./cel_predicate.ts";
import type { Verdict } from "./name_pattern.ts";

/** The values of the flags about containers. Absent ones let every container through. */
export interface ContainerSpec {
  /** Pattern of names and ids, in the language of {@link parseNamePattern}. */
  readonly container?: string;
  /** Pattern of image references. */
  readonly image?: string;
  /** Pattern of runtimes' names. */
  readonly runtime?: string;
  /** Pattern of pods' names and uids. */
  readonly pod?: string;
  /** Pattern of Kubernetes namespaces. */
  readonly namespace?: string;
  /** Requirements on labels, in the language of {@link parseSelector}. */
  readonly selector?: string;
}

/** The values of all filter flags. Empty lists and absent patterns let everything through. */
export interface FilterSpec extends ContainerSpec {
  /** Kinds to let through; `lost` always passes. */
  readonly events: readonly Event["kind"][];
  /** Pids as the host counts. */
  readonly pids: readonly number[];
  readonly uids: readonly number[];
  /** Pattern of short names. */
  readonly comm?: string;
  /** Only exits with a code other than 0 or by a signal. */
  readonly failed: boolean;
  /** CEL expression over the JSON form. */
  readonly expression?: string;
  /** Which owners pass: containers alone, containers and host, or the host alone. */
  readonly scope: "containers" | "all" | "host";
}

/** Compiles an expression over the fields. Throws FilterError when it makes no sense. */
export type CompileCel = (expression: string, fields: readonly CelField[]) => CelPredicate;

/** What {@link compileFilter} needs for expressions. */
export interface FilterContext {
  /** The JSON form of an event; called only when there is an expression. */
  readonly toJson: (event: LabelledEvent) => object;
  /** All fields of the JSON form. */
  readonly fields: readonly CelField[];
  /** Compiles expressions; handed in, since it takes longer to load than all else. */
  readonly compileCel: CompileCel;
}

/** A compiled filter. No call throws. */
export interface Filter {
  /** Whether the event passes, by all that is known now. */
  event(event: LabelledEvent): boolean;
  /**
   * Whether an event of a container might pass if more were known of that: its name, say, for which a flag asks.
   */
  mayPass(event: LabelledEvent): boolean;
  /**
   * What the flags about containers and host say of a whole cgroup: `no` only when nothing that may
   * still be learnt, and no rename, could let its events pass, so that the kernel can drop them.
   * A cgroup with a new path has a new owner and is to be asked about again.
   */
  container(owner: Owner, container?: Container): Verdict;
  /** Events for which the expression failed to evaluate (not: lacked a field); they did not pass. */
  readonly failures: number;
}

/** What the kernel can decide by itself. An absent list means no restriction. */
export interface KernelHints {
  /** Kinds of which an event can pass. Finding names needs `cgroup` events in any case. */
  readonly events: ReadonlySet<Event["kind"]>;
  readonly uids?: readonly number[];
  readonly pids?: readonly number[];
  /** Plain short names of at most 15 bytes. */
  readonly comms?: readonly string[];
  /** Exits with code 0 cannot pass. */
  readonly failedOnly: boolean;
}
