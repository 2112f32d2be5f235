import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import { ArraySplitter } from "../../../src/enrich/api/array_splitter.ts";
import { LineSplitter } from "../../../src/enrich/api/line_splitter.ts";
import { splitText } from "./fixtures.ts";

const CHUNK = fc.integer({ min: 1, max: 40 });

Deno.test("LineSplitter gives each line, whatever the chunks", () => {
  const line = fc.string({ unit: fc.constantFrom("a", "\r", "\0", "\u00e9", "\u{1f600}", '"') });
  fc.assert(fc.property(fc.array(line), CHUNK, (lines, size) => {
    const text = lines.map((entry) => `${entry}\n`).join("");
    assertEquals(
      splitText(text, new LineSplitter(10_000), size),
      lines.filter((entry) => entry !== ""),
    );
  }));
});

Deno.test("LineSplitter drops half a line at the end", () => {
  assertEquals(splitText("one\ntwo", new LineSplitter(100)), ["one"]);
  assertEquals(splitText("", new LineSplitter(100)), []);
});

Deno.test("LineSplitter marks a line over the limit and goes on after it", () => {
  for (const size of [1, 3, 100]) {
    const pieces = splitText("four\nfives\nmuch longer\nfour\n", new LineSplitter(4), size);
    assertEquals(pieces, ["four", undefined, undefined, "four"]);
  }
});

Deno.test("ArraySplitter gives each entry of any JSON array, whatever the chunks and spaces", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), CHUNK, fc.nat(2), (entries, size, indent) => {
      const text = `${JSON.stringify(entries, null, indent)}\n`;
      const pieces = splitText(text, new ArraySplitter(100_000), size);
      // The text is what counts: JSON knows no -0.
      assertEquals(
        pieces.map((piece) => JSON.stringify(JSON.parse(String(piece)))),
        entries.map((entry) => JSON.stringify(entry)),
      );
    }),
  );
});

Deno.test("ArraySplitter looks for nothing inside strings", () => {
  const entries = ["],", '"]', "\\", '\\"],[', { "}": "{" }];
  const pieces = splitText(JSON.stringify(entries), new ArraySplitter(100), 1);
  assertEquals(pieces.map((piece) => JSON.parse(String(piece))), entries);
});

Deno.test("ArraySplitter marks an entry over the limit and goes on after it", () => {
  for (const size of [1, 3, 100]) {
    const pieces = splitText('["1234567", 22, [3,3,3,3,3], 4]', new ArraySplitter(3), size);
    assertEquals(pieces, [undefined, " 22", undefined, " 4"]);
  }
});

Deno.test("ArraySplitter throws an ApiFailure for what is no complete array", () => {
  for (const text of ["", "[", "[1", '["]', "{}", "null", "[}", "[1]]", "[1][", "x[]", "\0"]) {
    assertThrows(() => splitText(text, new ArraySplitter(100)), ApiFailure, "the list ");
  }
});

Deno.test("ArraySplitter throws nothing else, for any bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'[]{}",\\ x') }), CHUNK, (text, size) => {
      try {
        splitText(text, new ArraySplitter(5), size);
      } catch (error) {
        assertEquals(error instanceof ApiFailure, true);
      }
    }),
  );
});
