import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import stringWidth from "string-width";
import { printable } from "../../../src/text/printable.ts";
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
      assertEquals(fit(text, Infinity).cells, cells);
    }),
    { numRuns: 500 },
  );
});

Deno.test("fit() measures common scripts and emoji as string-width does", () => {
  const character = fc.constantFrom(
    ...[
      "a",
      "~",
      "\u00e9",
      "e\u0301",
      "\u0416",
      "\u05d0",
      "\u0e01\u0e34",
      "\u4f60",
      "\uff21",
      "\u3042",
    ],
    ...["\uac00", "\u{1f600}", "\u{1f44d}\u{1f3fd}", "\u2764\ufe0f", "1\ufe0f\u20e3", "\u{20000}"],
  );
  fc.assert(
    fc.property(fc.array(character), (characters) => {
      const text = characters.join("");
      assertEquals(fit(text, Infinity).cells, stringWidth(text));
    }),
  );
});

Deno.test("fit() counts the parts of a character once, and one that stands alone as wide as it gets", () => {
  const cells = (text: string) => fit(text, Infinity).cells;
  const joined = ["\u1100\u1161", "\u1100\u1161\u11a8", "\uac00\u11a8", "\ud7a3\ud7cb"];
  assertEquals(joined.map(cells), [2, 2, 2, 2]);
  const alone = ["\u1161", "\u11a8", "a\u1161", "\uac01\u1161", "\ud7cb"];
  assertEquals(alone.map(cells), [1, 1, 2, 3, 1]);
  assertEquals(["\u{1f3fd}", "a\u{1f3fd}", "\u261d\u{1f3fd}"].map(cells), [2, 3, 2]);
  assertEquals(["\u{1f1e9}", "\u{1f1e9}\u{1f1ea}", "\u{1f1e9}".repeat(3)].map(cells), [2, 2, 4]);
});

Deno.test("fit() never counts less than string-width does", () => {
  const parts = fc.constantFrom(
    ..."\u1100\u115f\u1160\u1161\u11a8\ua960\ud7b0\ud7cb\uac00\uac01",
    ..."\u{1f3fd}\u{1f44d}\u261d\u{1f1e9}\u{1f1ea}1#\ufe0f\ufe0e\u20e3\u0301\u0903\uff9ea",
  );
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: parts }));
  fc.assert(
    fc.property(text, (hostile) => {
      const shown = printable(hostile);
      const { cells } = fit(shown, Infinity);
      assert(cells >= stringWidth(shown), `${cells} cells of ${stringWidth(shown)}`);
    }),
    { numRuns: 1000 },
  );
});
