import { assertEquals } from "@std/assert";
import { processTree } from "../../../src/commands/top/process_tree.ts";
import type { ProcessNode } from "../../../src/state/process_node.ts";
import { nodeOf } from "../../state/node_of.ts";
import { inside } from "../inventory/people.ts";

/** A process that started when its pid says, below the one of that pid. */
function node(pid: number, parentPid: number, kind: "exec" | "fork" = "exec"): ProcessNode {
  const vpid = pid - 100;
  const times = { startTime: pid, parentStartTime: parentPid };
  return nodeOf(inside(kind, { pid, vpid, parentPid, ...times }));
}

Deno.test("processTree() puts children below their parent, with both pids", () => {
  const nodes = [
    node(105, 9),
    node(101, 1),
    node(102, 101),
    node(103, 102, "fork"),
    node(104, 101),
  ];
  assertEquals(processTree(nodes), [
    "     101       1 sh",
    "     102       2 \u251c\u2500 sh",
    "     103       3 \u2502  \u2514\u2500 sh",
    "     104       4 \u2514\u2500 sh",
    "     105       5 sh",
  ]);
  assertEquals(processTree([]), []);
});
