import { assertEquals } from "@std/assert";
import * as layout from "../../src/wire/layout.gen.ts";

/** The sizes that event.h asserts, by the names that the layout has for the structs. */
function assertedSizes(header: string): Record<string, number> {
  const pattern = /^_Static_assert\(sizeof\(struct ctrack_(\w+)\) == (\d+), "ctrack_\1"\);$/gm;
  return Object.fromEntries(
    [...header.matchAll(pattern)].map(([, name = "", size]) => [name.toUpperCase(), Number(size)]),
  );
}

/** The values that the enums of event.h spell out, by the names that the layout has for them. */
function enumValues(header: string): Record<string, number> {
  return Object.fromEntries(
    [...header.matchAll(/^\tCTRACK_(\w+) = (\d+),/gm)].map(([, name = "", n]) => [name, Number(n)]),
  );
}

const header = Deno.readTextFileSync(new URL("../../bpf/event.h", import.meta.url));
const tables: readonly (readonly [string, Readonly<Record<string, number>>])[] = Object.entries(
  layout,
);

Deno.test("layout.gen.ts has each struct of event.h with its asserted size", () => {
  const sizes = tables.flatMap(([name, { size_ }]) => size_ === undefined ? [] : [[name, size_]]);
  assertEquals(Object.fromEntries(sizes), assertedSizes(header));
  assertEquals([...header.matchAll(/^struct \w+ \{/gm)].length, sizes.length);
});

Deno.test("layout.gen.ts has the members of each struct inside it, in ascending order", () => {
  for (const [name, { size_, ...members }] of tables) {
    if (size_ === undefined) continue;
    const offsets = Object.values(members);
    assertEquals([name, offsets], [name, offsets.toSorted((a, b) => a - b)]);
    assertEquals(offsets.every((offset) => offset < size_), true);
  }
});

Deno.test("layout.gen.ts has each value of the enums of event.h", () => {
  const values = tables.flatMap(([name, table]) =>
    table.size_ === undefined
      ? Object.entries(table).map(([key, value]) => [name, key, value] as const)
      : []
  );
  const written = enumValues(header);
  assertEquals(values.length, Object.keys(written).length);
  for (const [name, key, value] of values) {
    assertEquals([name, key, value], [name, key, written[key]]);
  }
});
