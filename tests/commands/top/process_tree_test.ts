import { assertEquals } from "@std/assert";
import { processTree } from "../../../src/commands/top/process_tree.ts";
import type { Resident } from "../../../src/commands/inventory/census.ts";
import { inside } from "../inventory/people.ts";
import { process } from "../../filter/labelled_events.ts";

function resident(pid: number, parentPid: number, kind: "exec" | "fork" = "exec"): Resident {
  const labelled = inside(kind, { pid, vpid: pid - 100, parentPid });
  const subject = process({ pid, vpid: pid - 100, parentPid });
  return { process: subject, cgroup: labelled.cgroup, role: "child", labelled };
}

/** The tree without the pids. */
function shape(...residents: readonly Resident[]): string[] {
  return processTree(residents).map((line) => line.slice(17));
}

Deno.test("processTree() puts children below their parent", () => {
  const lines = processTree([
    resident(101, 1),
    resident(102, 101),
    resident(103, 102, "fork"),
    resident(104, 101),
    resident(105, 9),
  ]);
  assertEquals(lines, [
    "     101       1 sh",
    "     102       2 \u251c\u2500 sh",
    "     103       3 \u2502  \u2514\u2500 {sh}",
    "     104       4 \u2514\u2500 sh",
    "     105       5 sh",
  ]);
});

Deno.test("processTree() shows each process once, whatever its parents are", () => {
  assertEquals(shape(resident(101, 101)), ["sh"]);
  assertEquals(shape(resident(101, 102), resident(102, 101)), []);
  assertEquals(shape(), []);
});

Deno.test("processTree() draws a long chain without an end", () => {
  const chain = Array.from({ length: 5000 }, (_, i) => resident(101 + i, 100 + i));
  const lines = shape(...chain);
  assertEquals(lines.length, 5000);
  assertEquals(lines.at(-1)?.length, lines[40]?.length);
});
