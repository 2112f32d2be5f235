import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import stringWidth from "string-width";
import { printable } from "../../../src/output/format/printable.ts";
import { fit } from "../../../src/output/format/text_width.ts";
import { hostileText } from "./samples.ts";

Deno.test("fit() measures and keeps what fits", () => {
  assertEquals(fit("abc", 3), { text: "abc", cells: 3 });
  assertEquals(fit("\u4f60\u597d", 4), { text: "\u4f60\u597d", cells: 4 });
  assertEquals(fit("", 0), { text: "", cells: 0 });
});

Deno.test("fit() marks the cut and splits no character", () => {
  assertEquals(fit("abcdef", 4), { text: "abc\u2026", cells: 4 });
  assertEquals(fit("\u4f60\u597d\u4e16", 4), { text: "\u4f60\u2026", cells: 3 });
  assertEquals(fit("e\u0301e\u0301e\u0301", 2), { text: "e\u0301\u2026", cells: 2 });
  assertEquals(fit("\u4f60", 1), { text: "\u2026", cells: 1 });
  assertEquals(fit("abc", 0), { text: "", cells: 0 });
});

Deno.test("fit() never exceeds the limit and tells the width of what it returns", () => {
  fc.assert(
    fc.property(hostileText, fc.nat(20), (hostile, limit) => {
      const { text, cells } = fit(printable(hostile), limit);
      assert(cells <= limit, `${cells} cells`);
      assertEquals(cells, stringWidth(text));
    }),
    { numRuns: 500 },
  );
});
