import { assertEquals } from "@std/assert";
import type { Column } from "../../../src/output/format/table_columns.ts";
import { layOut } from "../../../src/output/format/table_layout.ts";

function column(heading: string, min: number, max: number, drop = 0): Column {
  return { heading, min, max, number: false, drop, text: () => "" };
}

const COLUMNS = [
  column("A", 5, 10),
  column("B", 5, 5, 1),
  column("C", 5, 10, 2),
  column("D", 4, 8),
];

function sizes(width: number | undefined): readonly string[] {
  return layOut(COLUMNS, width).map(({ column, size }) => `${column.heading}${size}`);
}

Deno.test("layOut() gives everything its most where the width is unknown", () => {
  assertEquals(sizes(undefined), ["A10", "B5", "C10", "D8"]);
});

Deno.test("layOut() grows the last column first, then from left to right", () => {
  assertEquals(sizes(22), ["A5", "B5", "C5", "D8"]);
  assertEquals(sizes(29), ["A8", "B5", "C5", "D8"]);
  assertEquals(sizes(33), ["A10", "B5", "C7", "D8"]);
});

Deno.test("layOut() drops by rank and keeps what may not go", () => {
  assertEquals(sizes(21), ["A6", "C5", "D8"]);
  assertEquals(sizes(15), ["A6", "D8"]);
  assertEquals(sizes(3), ["A5", "D8"]);
});
