import { assertEquals } from "@std/assert";
import { KnownTable } from "../../../src/enrich/containerd/known_table.ts";

Deno.test("KnownTable tells no names of an id that two namespaces share", () => {
  const table = new KnownTable(10);
  const first = { id: "web", name: "shop", image: "a" };
  assertEquals(table.add("one", first), first);
  assertEquals(table.nameOf("one", "web"), "shop");
  assertEquals(table.add("two", { id: "web", name: "bank" }), { id: "web", name: "web" });
  assertEquals(table.nameOf("one", "web"), undefined);
  assertEquals(table.delete("two", "web"), false);
  assertEquals(table.nameOf("one", "web"), "shop");
  assertEquals(table.delete("one", "web"), true);
});

Deno.test("KnownTable keeps the labels of pods, by their own containers", () => {
  const table = new KnownTable(10);
  const pod = { name: "web-0", labels: { app: "web" } };
  table.add("k8s.io", { id: "s", name: "web-0", isSandbox: true, pod });
  table.add("k8s.io", { id: "c", name: "nginx", pod });
  assertEquals(table.podLabelsOf("k8s.io", "s"), { app: "web" });
  assertEquals(table.podLabelsOf("k8s.io", "c"), undefined);
});

Deno.test("KnownTable.deleteMissing() gives the ids that have gone altogether", () => {
  const table = new KnownTable(10);
  for (const [namespace, id] of [["one", "a"], ["one", "b"], ["two", "b"], ["two", "c"]] as const) {
    table.add(namespace, { id, name: id });
  }
  assertEquals(table.deleteMissing(new Set(["two/b", "two/c"])), ["a"]);
  assertEquals(table.size, 2);
});

Deno.test("KnownTable forgets the oldest for a new one", () => {
  const table = new KnownTable(2);
  for (const id of ["a", "b", "c"]) table.add("one", { id, name: id });
  assertEquals([table.size, table.forgotten, table.nameOf("one", "a")], [2, 1, undefined]);
});
