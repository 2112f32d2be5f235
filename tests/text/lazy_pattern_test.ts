import { assert, assertThrows } from "@std/assert";
import { lazyPattern } from "../../src/text/lazy_pattern.ts";

Deno.test("lazyPattern() makes its expression once, and not before it is asked for", () => {
  const broken = lazyPattern("(", "u");
  assertThrows(broken, SyntaxError);
  const letters = lazyPattern(String.raw`^\p{L}+$`, "u");
  assert(letters() === letters());
  assert(letters().test("\u00e4b") && !letters().test("a1"));
});
