import { assertEquals } from "@std/assert";
import { COLUMNS, sortRows } from "../../../src/commands/top/columns.ts";
import type { ColumnName } from "../../../src/commands/top/column_names.ts";
import { row } from "./rows.ts";

const ROWS = [
  row("b", { cpus: 0.5, memory: 1024, counts: { exec: 1, fork: 1, exit: 1, failure: 3 } }),
  row("c", { cpus: 2 }, { image: "a:1" }),
  row("a", { cpus: undefined, memory: 5 << 20 }),
];

function order(column: ColumnName, isReversed = false): string {
  return sortRows(ROWS, column, isReversed).map(({ key }) => key).join("");
}

Deno.test("sortRows() puts the largest numbers and the first texts first, the unknown last", () => {
  assertEquals(order("cpu"), "cba");
  assertEquals(order("cpu", true), "bca");
  assertEquals(order("memory"), "abc");
  assertEquals(order("failed"), "bac");
  assertEquals(order("name"), "abc");
  assertEquals(order("name", true), "cba");
  assertEquals(order("image"), "cab");
  assertEquals(order("processes"), "abc");
});

Deno.test("COLUMNS have keys of their own, and cells", () => {
  assertEquals(new Set(COLUMNS.map(({ key }) => key)).size, COLUMNS.length);
  const cells = COLUMNS.map(({ text }) =>
    text(row("web", {
      cpus: 1.234,
      memory: 3 << 20,
      counts: { exec: 7, fork: 7, exit: 1_234_567, failure: 999_999 },
      rates: { exec: 1.25, fork: 12_345.6, exit: 0, failure: 0 },
    }))
  );
  const figures = ["2", "1.3", "12346", "1.2M", "999999", "123.4", "3.0M"];
  assertEquals(cells, ["web", "nginx:1.27", ...figures, "sh"]);
});

Deno.test("COLUMNS show hostile names as escapes, and nothing for what is not known", () => {
  const hostile = row("\x1b[31m\n", { last: undefined }, { image: "a\tb" });
  const cells = COLUMNS.map(({ text }) => text(hostile));
  assertEquals(cells.slice(0, 2), ["\\x1b[31m\\n", "a\\tb"]);
  assertEquals(cells.slice(7), ["", "", ""]);
});
