import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { FilterError } from "../../src/filter/filter_error.ts";
import { compileGlob } from "../../src/filter/glob.ts";

/** Globs of `*`, `?` and letters by trying everything: slow and plain. */
function slowly(glob: string, text: string): boolean {
  if (glob === "") return text === "";
  if (glob[0] === "*") {
    return slowly(glob.slice(1), text) || (text !== "" && slowly(glob, text.slice(1)));
  }
  if (text === "" || (glob[0] !== "?" && glob[0] !== text[0])) return false;
  return slowly(glob.slice(1), text.slice(1));
}

Deno.test("compileGlob() matches whole texts", () => {
  const cases: readonly (readonly [glob: string, text: string, matches: boolean])[] = [
    ["web", "web", true],
    ["web", "web1", false],
    ["web-*", "web-1", true],
    ["web-*", "web-", true],
    ["*", "", true],
    ["?", "", false],
    ["?", "\u{1f433}", true],
    ["w?b", "wab", true],
    ["[abc]x", "bx", true],
    ["[a-c]x", "dx", false],
    ["[!a-c]x", "dx", true],
    ["[^a-c]x", "ax", false],
    ["[]a]", "]", true],
    ["[a-]", "-", true],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["a.b", "axb", false],
    ["a\nb*", "a\nbc", true],
  ];
  for (const [glob, text, matches] of cases) {
    assertEquals(compileGlob(glob)(text), matches, `${glob} on ${text}`);
  }
});

Deno.test("compileGlob() refuses a set that is not closed", () => {
  for (const glob of ["[a", "[", "[]", "[!]"]) assertThrows(() => compileGlob(glob), FilterError);
});

Deno.test("compileGlob() agrees with trying everything", () => {
  const letters = (alphabet: string, maxLength: number) =>
    fc.array(fc.constantFrom(...alphabet), { maxLength }).map((all) => all.join(""));
  fc.assert(
    fc.property(letters("ab*?", 7), letters("ab", 8), (glob, text) => {
      assertEquals(compileGlob(glob)(text), slowly(glob, text));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("compileGlob() ends on patterns that make regular expressions explode", () => {
  assert(!compileGlob(`${"a*".repeat(40)}b`)("a".repeat(2000)));
});
