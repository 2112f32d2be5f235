import { assertEquals } from "@std/assert";
import cel from "cel-js";
import { fieldTree } from "../../src/filter/cel_field.ts";
import { isPresent, requiredFields } from "../../src/filter/cel_required.ts";

const TREE = fieldTree([
  { path: "a.x", type: "integer" },
  { path: "a.list", type: "strings" },
  { path: "b", type: "string" },
]);

Deno.test("requiredFields() finds what must be there for the expression to be true", () => {
  const cases: readonly (readonly [expression: string, fields: readonly string[]])[] = [
    ["a.x == 1", ["a.x"]],
    ["!(a.x == 1)", ["a.x"]],
    ["a.x == 1 && b == 'c'", ["a.x", "b"]],
    ["a.x == 1 || b == 'c'", []],
    ["a.x == 1 || a.x == 2", ["a.x"]],
    ["!(a.x == 1 && b == 'c')", []],
    ["!(a.x == 1 || b == 'c')", ["a.x", "b"]],
    ["has(a.x)", []],
    ["!has(a.x) && b == 'c'", ["b"]],
    ["a.x == 1 ? b == 'c' : true", ["a.x"]],
    ["a.list.exists(b, b == 'c')", ["a.list"]],
    ["b.startsWith(a.list[0])", ["b", "a.list"]],
    ["b in a.list", ["b", "a.list"]],
    ["size(a) == 1", []],
    ["true", []],
  ];
  const env = new cel.Environment({ unlistedVariablesAreDyn: true });
  for (const [expression, fields] of cases) {
    const found = requiredFields(env.parse(expression).ast, TREE).map((path) => path.join("."));
    assertEquals(found, fields, expression);
  }
});

Deno.test("isPresent() sees own fields with a value only", () => {
  const json = { a: { x: 0, y: undefined, z: null } };
  for (
    const [path, present] of [["a.x", true], ["a.y", false], ["a.z", false], [
      "a.w",
      false,
    ]] as const
  ) {
    assertEquals(isPresent(path.split("."), json), present, path);
  }
  assertEquals(isPresent(["a", "x", "y"], json), false);
  assertEquals(isPresent(["toString"], json), false);
});
