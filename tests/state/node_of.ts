import { ProcessTable } from "../../src/state/process_table.ts";
import type { ProcessNode } from "../../src/state/process_node.ts";
import type { LabelledEvent } from "../../src/model/labelled_event.ts";

/** A process as a table has it after these events. */
export function nodeOf(...events: readonly LabelledEvent[]): ProcessNode {
  const table = new ProcessTable();
  const [node] = events.map((event) => table.apply(event)).toReversed();
  if (node === undefined) throw new Error("the last event is about no process");
  return node;
}
