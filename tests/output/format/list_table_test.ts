import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { renderList } from "../../../src/output/format/list_table.ts";
import { fit } from "../../../src/output/format/text_width.ts";

const COLUMNS = [{ heading: "NAME" }, { heading: "PIDS", number: true }, { heading: "STATE" }];

Deno.test("renderList() makes columns as wide as they must be, numbers at the right", () => {
  assertEquals(
    renderList(COLUMNS, [["web", "12", "running"], ["a-long-name", "3", ""]]),
    [
      "NAME         PIDS  STATE",
      "web            12  running",
      "a-long-name     3",
    ],
  );
});

Deno.test("renderList() leaves out the header when asked", () => {
  assertEquals(renderList(COLUMNS, [["web", "1", "up"]], { noHeader: true }), ["web  1  up"]);
  assertEquals(renderList(COLUMNS, [], { noHeader: true }), []);
});

Deno.test("renderList() cuts the widest columns on a narrow terminal, never a number", () => {
  const rows = [["x".repeat(40), "1234567", "y".repeat(20)]];
  assertEquals(renderList(COLUMNS, rows, { width: 40, noHeader: true }), [
    `${"x".repeat(13)}\u2026  1234567  ${"y".repeat(14)}\u2026`,
  ]);
  assertEquals(renderList(COLUMNS, rows, { width: 5, noHeader: true }), [
    `${"x".repeat(7)}\u2026  1234567  ${"y".repeat(7)}\u2026`,
  ]);
});

Deno.test("renderList() makes no line wider than the terminal where that is possible", () => {
  const cell = fc.string({ unit: "grapheme" });
  fc.assert(fc.property(
    fc.array(fc.tuple(cell, fc.constant("7"), cell), { maxLength: 5 }),
    fc.integer({ min: 30, max: 200 }),
    (rows, width) => {
      for (const line of renderList(COLUMNS, rows, { width })) {
        assertEquals(fit(line, Infinity).cells <= width, true);
      }
    },
  ));
});
