import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isPrintable, printable } from "../../src/text/printable.ts";
import { forbiddenIn } from "./forbidden.ts";
import { hostileText } from "../output/format/samples.ts";

Deno.test("printable() shows what it replaces", () => {
  assertEquals(printable("a\nb\tc\r"), "a\\nb\\tc\\r");
  assertEquals(printable("\x1b[31mred\x1b[0m"), "\\x1b[31mred\\x1b[0m");
  assertEquals(printable("\x00\x7f"), "\\x00\\x7f");
  assertEquals(printable("\u202eevil\u2069"), "\\u202eevil\\u2069");
  assertEquals(printable("\u{e0041}"), "\\U000e0041");
});

Deno.test("printable() tells a byte that was not UTF-8 from the character of that number", () => {
  assertEquals(printable("\udc9b"), "\\x9b");
  assertEquals(printable("\x9b"), "\\u009b");
  assertEquals(printable("\ud83d"), "\\ud83d");
});

Deno.test("printable() keeps printable Unicode and single backslashes", () => {
  const text = "caf\u00e9 \u4f60\u597d \u{1f600} \u2764\ufe0f C:\\n";
  assertEquals(printable(text), text);
});

Deno.test("printable() never lets a control, bidi or invisible character through", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const shown = printable(text);
      assertEquals(forbiddenIn(shown), []);
      assertEquals(isPrintable(shown), true);
      assertEquals(printable(shown), shown);
    }),
    { numRuns: 500 },
  );
});
