import { drawTree, UNICODE_SIGNS } from "../../output/format/tree.ts";
import { processForest } from "../../state/process_forest.ts";
import type { ProcessNode } from "../../state/process_node.ts";
import { snapshotOf } from "../../state/snapshot_of.ts";
import { commandText } from "../processes/columns.ts";

/** Widths of {@link TREE_HEADING}. */
const PID_WIDTH = 8;
const VPID_WIDTH = 7;

/** What stands above the tree. */
export const TREE_HEADING = `${"PID".padStart(PID_WIDTH)} ${"CPID".padStart(VPID_WIDTH)} COMMAND`;

/** A container's processes as a tree, one line each. Printable. */
export function processTree(residents: readonly ProcessNode[]): readonly string[] {
  return drawTree(processForest(residents), UNICODE_SIGNS)
    .map(({ prefix, node }) => lineOf(node, prefix));
}

function lineOf(node: ProcessNode, prefix: string): string {
  const { pid, vpid, startTime } = node.process;
  const text = commandText({ node, labelled: snapshotOf(node, startTime) });
  return `${String(pid).padStart(PID_WIDTH)} ${String(vpid).padStart(VPID_WIDTH)} ${prefix}${text}`;
}
