import { assertEquals } from "@std/assert";
import {
  ASCII_SIGNS,
  drawTree,
  type TreeBranch,
  UNICODE_SIGNS,
} from "../../../src/output/format/tree.ts";

const leaf = (node: string, ...branches: TreeBranch<string>[]) => ({ node, branches });

const lines = (roots: readonly TreeBranch<string>[], signs = ASCII_SIGNS) =>
  drawTree(roots, signs).map(({ prefix, node }) => prefix + node);

Deno.test("drawTree() draws parents before children, with lines to those that follow", () => {
  const trees = [leaf("a", leaf("b", leaf("c"), leaf("d")), leaf("e", leaf("f"))), leaf("g")];
  assertEquals(lines(trees), ["a", "|- b", "|  |- c", "|  `- d", "`- e", "   `- f", "g"]);
  assertEquals(lines(trees, UNICODE_SIGNS).slice(0, 4), [
    "a",
    "\u251c\u2500 b",
    "\u2502  \u251c\u2500 c",
    "\u2502  \u2514\u2500 d",
  ]);
});

Deno.test("drawTree() tells the level of what is too deep to be drawn, however deep", () => {
  let chain = leaf("end");
  for (let i = 0; i < 20_000; i++) chain = leaf(`${i}`, chain);
  const drawn = lines([chain]);
  assertEquals(drawn.length, 20_001);
  assertEquals(drawn.at(-1)?.trimStart(), "(20000) end");
  assertEquals(Math.max(...drawn.map((line) => line.length)) < 140, true);
});
