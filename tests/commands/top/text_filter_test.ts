import { assertEquals, assertMatch } from "@std/assert";
import { textFilter } from "../../../src/commands/top/text_filter.ts";
import { row } from "./rows.ts";

const ROWS = [
  row("web-1"),
  row("db", {}, { id: "abc123".padEnd(64, "0"), image: "registry/postgres:16" }),
];

function chosen(text: string): string {
  const { matches } = textFilter(text);
  return ROWS.filter((each) => matches?.(each) === true).map(({ key }) => key).join();
}

Deno.test("textFilter() finds a part of names, ids and images, and whole globs", () => {
  const known: readonly (readonly [string, string])[] = [
    ["", "web-1,db"],
    [" ", "web-1,db"],
    ["we", "web-1"],
    ["post", "db"],
    ["abc123", "db"],
    ["c123", "db"],
    ["web-*", "web-1"],
    ["eb*", ""],
    ["!web", "db"],
    ["!nginx", "db"],
    ["web, db", "web-1,db"],
    ["nothing", ""],
  ];
  for (const [text, keys] of known) assertEquals([text, chosen(text)], [text, keys]);
});

Deno.test("textFilter() says what is wrong", () => {
  for (const text of ["[", ",", "!", "a,"]) {
    assertMatch(textFilter(text).problem ?? "", /./, text);
    assertEquals(chosen(text), "");
  }
});
