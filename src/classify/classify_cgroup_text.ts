import type { Owner } from "../model/owner.ts";
import { type CgroupLine, cgroupLines } from "../model/cgroup_lines.ts";
import { judgePath } from "./judge_path.ts";
import { type Judgement, judgement, WEIGHT } from "./judgement.ts";

/** Real files have at most some 16 lines of at most `PATH_MAX`; the rest of a longer text is noise. */
const MAX_TEXT = 1 << 20;

/** Lines that decide when two say as much, most trusted first. */
const TRUST: readonly ((line: CgroupLine) => boolean)[] = [
  (line) => line.hierarchy === 0 || line.hierarchy === undefined,
  (line) => line.controllers.includes("name=systemd"),
  (line) => line.controllers.includes("pids"),
  (line) => line.controllers.includes("memory"),
];

function distrust(line: CgroupLine): number {
  const rank = TRUST.findIndex((holds) => holds(line));
  return rank === -1 ? TRUST.length : rank;
}

/** What a line says, most important first; compared item by item, higher is better. */
function rank(line: CgroupLine, { owner, weight }: Judgement): readonly number[] {
  return [
    owner.containerId === undefined ? -1 : owner.nesting.length,
    weight,
    owner.podUid === undefined ? 0 : 1,
    -distrust(line),
  ];
}

function isBetter(left: readonly number[], right: readonly number[]): boolean {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value > other;
  }
  return false;
}

/**
 * The owner of a process, from the text of its `/proc/PID/cgroup`: v1, v2, hybrid, or a path alone.
 *
 * Hierarchies may disagree. On a hybrid host the v2 line often names the runtime's own service while
 * the v1 lines name the container, and a controller that nobody uses stays at the root. So every line
 * is judged, and the one that says most wins: the deepest container, then any container, a helper, a
 * pod, a unit, a login.
 *
 * A text that holds `0::/` and nothing else is `unknown`: it is the host's root, or any container seen
 * from its own cgroup namespace. `classifyCgroupPath("/")` is `host`. Never throws.
 */
export function classifyCgroupText(text: string): Owner {
  const lines = cgroupLines(text.slice(0, MAX_TEXT));
  let best: Judgement = judgement("unknown", -1);
  let bestRank: readonly number[] = [-1, -1];
  for (const line of lines) {
    const judged = judgePath(line.path);
    const judgedRank = rank(line, judged);
    if (!isBetter(judgedRank, bestRank)) continue;
    best = judged;
    bestRank = judgedRank;
  }
  if (best.weight === WEIGHT.root && lines.every((line) => line.hierarchy === 0)) {
    return judgement("unknown", WEIGHT.root).owner;
  }
  return best.owner;
}
