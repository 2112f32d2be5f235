import { details } from "../../output/format/details.ts";
import { printable } from "../../output/format/printable.ts";
import type { Resident } from "../inventory/census.ts";

/** Levels that are drawn; deeper ones stand below each other. */
const DEPTH_MAX = 32;

interface Node {
  readonly resident: Resident;
  /** What stands in front of its children's branches. */
  readonly indent: string;
  readonly branch: string;
  readonly depth: number;
}

/**
 * A container's processes as a tree, one line each, children below their parent in the order of their pids. Roots
 * are those whose parent is outside of the container, or has ended. Printable.
 */
export function processTree(residents: readonly Resident[]): readonly string[] {
  const children = new Map<number, Resident[]>();
  const pids = new Set(residents.map(({ process }) => process.pid));
  const roots: Resident[] = [];
  for (const resident of residents) {
    const { pid, parentPid } = resident.process;
    if (!pids.has(parentPid) || parentPid === pid) roots.push(resident);
    else children.set(parentPid, [...children.get(parentPid) ?? [], resident]);
  }
  const lines: string[] = [];
  const shown = new Set<number>();
  const waiting: Node[] = roots.toReversed()
    .map((resident) => ({ resident, indent: "", branch: "", depth: 0 }));
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const { resident, indent, branch, depth } = node;
    const { pid } = resident.process;
    // Of a pid that was used again while it was looked at, a circle could come.
    if (shown.has(pid)) continue;
    shown.add(pid);
    lines.push(lineOf(resident, branch));
    const below = children.get(pid) ?? [];
    for (const [i, child] of below.toReversed().entries()) {
      const isLast = i === 0;
      const isDeep = depth >= DEPTH_MAX;
      waiting.push({
        resident: child,
        indent: isDeep ? indent : indent + (isLast ? "   " : "\u2502  "),
        branch: indent + (isLast ? "\u2514\u2500 " : "\u251c\u2500 "),
        depth: depth + 1,
      });
    }
  }
  return lines;
}

/** Widths of {@link TREE_HEADING}. */
const PID_WIDTH = 8;
const VPID_WIDTH = 7;

/** What stands above the tree. */
export const TREE_HEADING = `${"PID".padStart(PID_WIDTH)} ${"CPID".padStart(VPID_WIDTH)} COMMAND`;

function lineOf({ process, labelled }: Resident, branch: string): string {
  const { event } = labelled;
  const hasProgram = event.kind === "exec" || event.kind === "process";
  // A process that was forked and has started no program has its parent's arguments: its own name says more.
  const text = hasProgram ? details(labelled) : `{${printable(process.command)}}`;
  const pid = String(process.pid).padStart(PID_WIDTH);
  return `${pid} ${String(process.vpid).padStart(VPID_WIDTH)} ${branch}${text}`;
}
