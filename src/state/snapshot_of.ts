import type { Program } from "../model/event.ts";
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

/** A process as the event that a snapshot at this time, ns since boot, tells of it. */
export function snapshotOf(node: ProcessNode, time: number): LabelledEvent {
  const { process, program = UNKNOWN, usage, cgroup, container, label, role } = node;
  return {
    event: {
      ...{ kind: "process", time, forLabels: false, process, program },
      ...usage === undefined ? {} : { usage },
    },
    ...{ cgroup, container, label, role },
  };
}
