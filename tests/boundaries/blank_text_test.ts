import { assertEquals } from "@std/assert";
import { blankText } from "./blank_text.ts";

const CASES: readonly (readonly [source: string, blank: string])[] = [
  ["a // b\nc", "a \nc"],
  ["a /* b\n */ c", "a  \n c"],
  ['f("// no", \'it"s\')', "f(\"\", '')"],
  ['f("\\"", 1) // x', 'f("", 1) '],
  ["x = `a ${b + `c${d}`} // e`;", "x = `${b + `${d}`}`;"],
  ["`${ { a: 1 }.a }b` // c", "`${ { a: 1 }.a }` "],
  ["t.split(/[/\"']/g) // c", "t.split(/ /) "],
  ["a / b / c // d", "a / b / c "],
];

Deno.test("blankText() drops comments and what strings hold", () => {
  for (const [source, blank] of CASES) assertEquals(blankText(source), blank);
});

Deno.test("blankText() keeps strings when asked to", () => {
  assertEquals(
    blankText('import a from "./b.ts"; // c', { keepStrings: true }),
    'import a from "./b.ts"; ',
  );
});
