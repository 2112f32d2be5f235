import { keyOf } from "../../model/container_key.ts";
import type { Container } from "../../model/container.ts";
import type { TreeBranch } from "../../output/format/tree.ts";
import { type Branch, processForest } from "../../state/process_forest.ts";
import type { ProcessNode } from "../../state/process_node.ts";
import { placeCell } from "../inventory/place_cells.ts";
import type { Listed } from "../processes/listed.ts";

/** The trees of one container, or of one place on the host. */
export interface Grove {
  /** Absent on the host. */
  readonly container: Container | undefined;
  /** The container's name, or the unit in parentheses. Printable. */
  readonly place: string;
  /** How many there are, helpers not counted. */
  readonly processes: number;
  readonly branches: readonly TreeBranch<Listed>[];
}

/**
 * Trees by container, in the order of names, those of the host behind. `helperOf` gives the runtime's helper that a
 * root stands below, where that is to be shown.
 */
export function groves(
  all: readonly Listed[],
  helperOf: (root: ProcessNode) => Listed | undefined,
): readonly Grove[] {
  const places = Map.groupBy(all, ({ labelled }) => {
    const { container } = labelled;
    return container === undefined ? placeCell(labelled) : keyOf(container.kind, container.id);
  });
  return [...places.values()].flatMap((residents): Grove[] => {
    const [first] = residents;
    if (first === undefined) return [];
    const { container } = first.labelled;
    const place = placeCell(first.labelled);
    const byNode = new Map(residents.map((each) => [each.node, each]));
    const trees = processForest(byNode.keys()).flatMap((root) => branchOf(root, byNode));
    const branches = belowHelpers(trees, helperOf);
    return [{ container, place, processes: residents.length, branches }];
  }).sort(byPlace);
}

function byPlace(a: Grove, b: Grove): number {
  const [left, right] = [a, b].map(({ container, place }) =>
    `${container === undefined ? 1 : 0}${place}`
  );
  return (left ?? "") < (right ?? "") ? -1 : 1;
}

/** Not by calls: a chain of forks may be deeper than those can be. */
function branchOf(
  root: Branch,
  byNode: ReadonlyMap<ProcessNode, Listed>,
): readonly TreeBranch<Listed>[] {
  interface Growing extends TreeBranch<Listed> {
    readonly branches: Growing[];
  }
  const top: Growing[] = [];
  const left: [Branch, Growing[]][] = [[root, top]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [{ node, branches }, into] = next;
    const listed = byNode.get(node);
    if (listed === undefined) continue;
    const grown: Growing = { node: listed, branches: [] };
    into.push(grown);
    for (const branch of branches.toReversed()) left.push([branch, grown.branches]);
  }
  return top;
}

function belowHelpers(
  trees: readonly TreeBranch<Listed>[],
  helperOf: (root: ProcessNode) => Listed | undefined,
): readonly TreeBranch<Listed>[] {
  const byHelper = Map.groupBy(trees, ({ node }) => helperOf(node.node)?.node);
  return [...byHelper].flatMap(([helper, branches]) => {
    const [first] = branches;
    const node = first && helper && helperOf(first.node.node);
    return node === undefined ? branches : [{ node, branches }];
  });
}
