import type { ProcessKey, ProcessNode } from "./process_node.ts";

/** A process and those that it forked, oldest first. */
export interface Branch {
  readonly node: ProcessNode;
  readonly branches: readonly Branch[];
}

interface Growing extends Branch {
  readonly branches: Growing[];
}

/**
 * Trees of processes. Each stands below who forked it; where that is not among them, below who has it now, else
 * at the top. In the order of their starts.
 */
export function processForest(nodes: Iterable<ProcessNode>): readonly Branch[] {
  const byKey = new Map<string, Growing>();
  for (const node of nodes) byKey.set(textOf(node.process), { node, branches: [] });
  const roots: Growing[] = [];
  const oldestFirst = [...byKey.values()].sort((a, b) => order(a.node, b.node));
  for (const branch of oldestFirst) {
    const { parent, reaper } = branch.node;
    const above = [parent, reaper].flatMap((key) => key && byKey.get(textOf(key)) || [])
      // A recording may say what it likes: nobody is older than who forked him, so there is no circle.
      .find(({ node }) => order(node, branch.node) < 0);
    (above?.branches ?? roots).push(branch);
  }
  return roots;
}

function order(a: ProcessNode, b: ProcessNode): number {
  return a.process.startTime - b.process.startTime || a.process.pid - b.process.pid;
}

function textOf({ pid, startTime }: ProcessKey): string {
  return `${pid} ${startTime}`;
}
