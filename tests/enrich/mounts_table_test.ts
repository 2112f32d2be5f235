import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { MOUNTS_MAX, type MountsOwner, MountsTable } from "../../src/enrich/mounts_table.ts";
import { containerEntry } from "./container_entry.ts";

Deno.test("MountsTable knows whose a mount namespace is, and what nobody has judged", () => {
  const table = new MountsTable();
  const web = containerEntry("web");
  table.set(5, web);
  table.set(6, "host");
  assertStrictEquals(table.get(5), web);
  assertEquals([table.get(6), table.get(7), table.size], ["host", undefined, 2]);
  assertEquals([...web.mounts], [5]);
});

Deno.test("MountsTable takes a mount namespace from its owner before", () => {
  const table = new MountsTable();
  const [web, db] = [containerEntry("web"), containerEntry("db")];
  table.set(5, web);
  table.set(6, web);
  table.set(5, db);
  assertEquals([[...web.mounts], [...db.mounts]], [[6], [5]]);
  table.set(5, "host");
  assertEquals([[...db.mounts], table.get(5), table.size], [[], "host", 2]);
  table.delete(6);
  assertEquals([[...web.mounts], table.get(6), table.size], [[], undefined, 1]);
});

Deno.test("MountsTable has a bound for each sort: what was learnt first gives way", () => {
  const table = new MountsTable();
  const [web, db] = [containerEntry("web"), containerEntry("db")];
  table.set(1, web);
  table.set(2, db);
  for (let id = 3; id <= MOUNTS_MAX + 3; id++) table.set(id, "host");
  assertEquals([table.size, table.get(3), table.get(4)], [MOUNTS_MAX + 2, undefined, "host"]);
  assertStrictEquals(table.get(1), web);
  // It is learnt anew: the other one is older then.
  table.set(1, web);
  for (let id = 1; id < MOUNTS_MAX; id++) table.set(-id, web);
  assertEquals([table.size, table.get(2), db.mounts.size], [2 * MOUNTS_MAX, undefined, 0]);
  assertStrictEquals(table.get(1), web);
});

Deno.test("MountsTable and its owners never disagree", () => {
  const entries = [containerEntry("a"), containerEntry("b")];
  const step = fc.tuple(fc.nat(5), fc.constantFrom<MountsOwner>("host", ...entries));
  fc.assert(fc.property(fc.array(step), (steps) => {
    for (const { mounts } of entries) mounts.clear();
    const table = new MountsTable();
    const model = new Map<number, MountsOwner>();
    for (const [id, owner] of steps) {
      table.set(id, owner);
      model.set(id, owner);
    }
    assertEquals(table.size, model.size);
    for (let id = 0; id <= 5; id++) {
      assertStrictEquals(table.get(id), model.get(id));
      for (const entry of entries) assertEquals(entry.mounts.has(id), model.get(id) === entry);
    }
  }));
});
