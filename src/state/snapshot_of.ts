import type { Container } from "../model/container.ts";
import type { Program, SnapshotEvent } from "../model/event.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import type { ProcessNode } from "./process_node.ts";

/** Of a process whose program no event told. */
const UNKNOWN: Program = {
  path: "",
  pathTruncated: false,
  workingDirectory: "",
  workingDirectoryTruncated: false,
  args: [],
  argsTruncated: false,
  upperLayer: false,
  memfd: false,
  setuid: false,
};

/**
 * A process as the event that a snapshot at this time, ns since boot, tells of it.
 *
 * @default container = the node's own
 */
export function snapshotOf(
  node: ProcessNode,
  time: number,
  container: Container | undefined = node.container,
): LabelledEvent {
  const { process, program = UNKNOWN, usage, cgroup, label, role } = node;
  const event: SnapshotEvent = usage === undefined
    ? { kind: "process", time, forLabels: false, process, program }
    : { kind: "process", time, forLabels: false, process, program, usage };
  return { event, cgroup, container, label, role };
}
