/** A branch of any tree. */
export interface TreeBranch<T> {
  readonly node: T;
  readonly branches: readonly TreeBranch<T>[];
}

/** A line of a drawn tree. */
export interface TreeLine<T> {
  /** What stands in front of the node's own text. */
  readonly prefix: string;
  readonly node: T;
}

/** The signs that trees are drawn with, each three cells wide. */
export interface TreeSigns {
  /** In front of a branch that others follow. */
  readonly branch: string;
  /** In front of the last one. */
  readonly last: string;
  /** Below a branch that others follow. */
  readonly beside: string;
  readonly blank: string;
}

/** For terminals. */
export const UNICODE_SIGNS: TreeSigns = {
  branch: "\u251c\u2500 ",
  last: "\u2514\u2500 ",
  beside: "\u2502  ",
  blank: "   ",
};

/** For terminals and files that have nothing else. */
export const ASCII_SIGNS: TreeSigns = { branch: "|- ", last: "`- ", beside: "|  ", blank: "   " };

/** The signs for those who want ASCII alone, and for all others. */
export function treeSigns(isAscii: boolean): TreeSigns {
  return isAscii ? ASCII_SIGNS : UNICODE_SIGNS;
}

/** Levels that are drawn; a chain of forks can have thousands, which a number tells instead. */
const LEVELS_MAX = 40;

/** Draws trees: each node with what stands in front of it, parents before their children. Roots have no sign. */
export function drawTree<T>(
  roots: readonly TreeBranch<T>[],
  signs: TreeSigns,
): readonly TreeLine<T>[] {
  interface Step {
    readonly branch: TreeBranch<T>;
    readonly level: number;
    readonly isLast: boolean;
    /** In front of its own sign. */
    readonly indent: string;
  }
  const lines: TreeLine<T>[] = [];
  const steps: Step[] = roots.map((branch) => ({ branch, level: 0, isLast: true, indent: "" }))
    .reverse();
  // A stack of its own: trees of processes may be deeper than calls can be.
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const { branch: { node, branches }, level, isLast, indent } = step;
    const isDeep = level > LEVELS_MAX;
    const sign = level === 0 ? "" : isLast ? signs.last : signs.branch;
    lines.push({ prefix: isDeep ? `${indent}(${level}) ` : indent + sign, node });
    const inner = level === 0 || level >= LEVELS_MAX
      ? indent
      : indent + (isLast ? signs.blank : signs.beside);
    for (const [i, branch] of [...branches.entries()].reverse()) {
      steps.push({ branch, level: level + 1, isLast: i === branches.length - 1, indent: inner });
    }
  }
  return lines;
}
