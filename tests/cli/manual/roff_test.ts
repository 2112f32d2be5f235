import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { roffProse, roffText, roffVerbatim } from "../../../src/cli/manual/roff.ts";

Deno.test("roffText() writes each character so that it comes out as it is", () => {
  assertEquals(
    roffText("a\\b -c 'd' `e` ^~ \"f\""),
    "a\\eb \\-c \\(aqd\\(aq \\(gae\\(ga \\(ha\\(ti \\(dqf\\(dq",
  );
  assertEquals(roffText("\u00fc \u2026 \u{1f433}"), "\\[u00FC] \\[u2026] \\[u1F433]");
  assertEquals(roffText("a\n.SH b\x1b[31m\x00"), "a .SH b[31m");
});

Deno.test("roffVerbatim() keeps blanks, and a dot in front", () => {
  assertEquals(roffVerbatim("  a:  b"), "  a:  b");
  assertEquals(roffVerbatim(".so /etc/passwd"), "\\&.so /etc/passwd");
  assertEquals(roffVerbatim("'br"), "\\(aqbr");
});

Deno.test("roffProse() begins a line with each sentence, and none is a request", () => {
  assertEquals(roffProse("One: two. Three is .5 or so."), ["One: two.", "Three is .5 or so."]);
  const text = fc.array(fc.constantFrom(".SH", "'br", "\\fB", "word", "e.g.", "Word.", "\n"), {
    maxLength: 60,
  });
  fc.assert(fc.property(text, (words) => {
    for (const line of roffProse(words.join(" "))) {
      assert(!/^[.']/.test(line) && line.length <= 78, line);
    }
  }));
});
