import type { Filter } from "../../filter/filter_spec.ts";
import type { Container } from "../../model/container.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { Census } from "../../state/census.ts";
import type { ProcessNode } from "../../state/process_node.ts";
import { snapshotOf } from "../../state/snapshot_of.ts";
import { chooseContainer } from "../inventory/choose_container.ts";

/** A process to list. */
export interface Listed {
  readonly node: ProcessNode;
  /** As an event of kind `process`, with all that is known of its container. */
  readonly labelled: LabelledEvent;
  /** Its exit, or its last event where nobody saw that; absent while it runs. */
  readonly ending?: LabelledEvent;
}

/** Which processes are listed. */
export interface ListedOptions {
  /** @default all pass */
  readonly filter?: Filter;
  /** Names, ids or starts of ids of containers; empty for all. */
  readonly containers: readonly string[];
  /** Those of runtimes too: their work on the threshold, and their helpers outside of containers. */
  readonly withRuntime: boolean;
  /** What a process used when it was last told says nothing of another moment. @default true */
  readonly withUsage?: boolean;
  /** Ns since boot. */
  readonly time: number;
}

/**
 * The processes that a list has, of those given.
 *
 * @throws {UsageError} when a name may be several containers.
 * @throws {CliError} with exit code 1 when there is no container of a name.
 */
export function listed(
  census: Census,
  nodes: Iterable<ProcessNode>,
  { filter, containers, withRuntime, withUsage = true, time }: ListedOptions,
): readonly Listed[] {
  const households = containers.length === 0 ? [] : census.households();
  const chosen = new Set(containers.map((name) => chooseContainer(households, name).container.id));
  const containerOf = containersOf(census);
  const found: Listed[] = [];
  for (const known of nodes) {
    const node = withUsage ? known : { ...known, usage: undefined };
    if (node.role === "runtime" && !withRuntime) continue;
    const container = containerOf(node);
    if (chosen.size > 0 && (container === undefined || !chosen.has(container.id))) continue;
    const labelled = snapshotOf(node, time, container);
    if (filter?.event(labelled) === false) continue;
    const ending = endingOf(node, labelled);
    found.push(ending === undefined ? { node, labelled } : { node, labelled, ending });
  }
  return found;
}

/** What is known of a container is put together once for all its processes. */
function containersOf(census: Census): (node: ProcessNode) => Container | undefined {
  const merged = new Map<Container, Container | undefined>();
  return (node) => {
    const { container } = node;
    if (container === undefined) return undefined;
    if (!merged.has(container)) merged.set(container, census.containerOf(node));
    return merged.get(container);
  };
}

function endingOf(
  { exit, endedAt: time, process }: ProcessNode,
  labelled: LabelledEvent,
): LabelledEvent | undefined {
  if (time === undefined) return undefined;
  if (exit === undefined) return labelled;
  return { ...labelled, event: { kind: "exit", time, process, exit } as const };
}
