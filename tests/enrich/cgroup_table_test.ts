import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { type CgroupEntry, CGROUPS_MAX, CgroupTable } from "../../src/enrich/cgroup_table.ts";

function entry(hierarchy: number, id: number, path = `/${hierarchy}/${id}`): CgroupEntry {
  return {
    cgroup: { hierarchy, id, path, owner: { kind: "host", nesting: [] } },
    container: undefined,
    isDropped: false,
  };
}

function table(): { readonly cgroups: CgroupTable; readonly evicted: CgroupEntry[] } {
  const evicted: CgroupEntry[] = [];
  return { cgroups: new CgroupTable((old) => evicted.push(old)), evicted };
}

Deno.test("CgroupTable tells equal ids of two hierarchies apart", () => {
  const { cgroups } = table();
  const [v1, v2] = [entry(8, 5), entry(0, 5)];
  cgroups.set(v1);
  cgroups.set(v2);
  assertStrictEquals(cgroups.get({ hierarchy: 8, id: 5 }), v1);
  assertStrictEquals(cgroups.get({ hierarchy: 0, id: 5 }), v2);
  assertEquals(cgroups.get({ hierarchy: 1, id: 5 }), undefined);
});

Deno.test("CgroupTable replaces an entry without a word", () => {
  const { cgroups, evicted } = table();
  const renamed = entry(8, 5, "/new");
  cgroups.set(entry(8, 5, "/old"));
  cgroups.set(renamed);
  assertStrictEquals(cgroups.get({ hierarchy: 8, id: 5 }), renamed);
  assertEquals([cgroups.size, evicted.length], [1, 0]);
});

Deno.test("CgroupTable has a bound: the oldest of the fullest hierarchy gives way", () => {
  const { cgroups, evicted } = table();
  cgroups.set(entry(0, 1));
  for (let id = 1; id < CGROUPS_MAX; id++) cgroups.set(entry(8, id));
  assertEquals([cgroups.size, evicted.length], [CGROUPS_MAX, 0]);
  cgroups.set(entry(8, 1, "/replaced"));
  assertEquals(evicted.length, 0);
  cgroups.set(entry(0, 2));
  cgroups.set(entry(0, 3));
  assertEquals(evicted.map(({ cgroup }) => cgroup.path), ["/replaced", "/8/2"]);
  assertEquals(cgroups.size, CGROUPS_MAX);
  assertEquals(cgroups.get({ hierarchy: 8, id: 2 }), undefined);
  assert(cgroups.get({ hierarchy: 0, id: 1 }) !== undefined);
});

Deno.test("CgroupTable holds what a map of keys would hold", () => {
  const key = fc.record({ hierarchy: fc.nat(2), id: fc.nat(3) });
  const step = fc.record({ key, isDeletion: fc.boolean() });
  fc.assert(fc.property(fc.array(step), (steps) => {
    const { cgroups } = table();
    const model = new Map<string, CgroupEntry>();
    for (const { key: { hierarchy, id }, isDeletion } of steps) {
      const name = `${hierarchy}:${id}`;
      if (isDeletion) {
        cgroups.delete({ hierarchy, id });
        model.delete(name);
      } else {
        const added = entry(hierarchy, id);
        cgroups.set(added);
        model.set(name, added);
      }
      assertEquals(cgroups.size, model.size);
      assertStrictEquals(cgroups.get({ hierarchy, id }), model.get(name));
    }
  }));
});
