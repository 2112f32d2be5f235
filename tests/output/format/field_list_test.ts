import { assertEquals } from "@std/assert";
import { FIELDS } from "../../../src/output/format/fields.ts";
import { renderFieldList } from "../../../src/output/format/field_list.ts";

Deno.test("renderFieldList() lists every field with type and meaning", () => {
  const [header, ...rows] = renderFieldList("table").split("\n");
  assertEquals(header?.split(/ {2,}/), ["FIELD", "TYPE", "MEANING"]);
  assertEquals(
    rows.map((row) => row.split(/ {2,}/)),
    FIELDS.map(({ name, type, meaning }) => [name, type, meaning]),
  );
});

Deno.test("renderFieldList() as JSON is one object per line", () => {
  assertEquals(
    renderFieldList("json").split("\n").map((line) => JSON.parse(line)),
    FIELDS.map(({ name, type, meaning }) => ({ name, type, meaning })),
  );
});
