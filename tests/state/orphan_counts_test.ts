import { assertEquals } from "@std/assert";
import { OrphanCounts } from "../../src/state/orphan_counts.ts";

Deno.test("OrphanCounts counts for each process of a pid, and gives a count away once", () => {
  const orphans = new OrphanCounts();
  const [first, second] = [{ pid: 7, startTime: 5 }, { pid: 7, startTime: 9 }];
  orphans.add(first, 1);
  orphans.add(first, 1);
  orphans.add(second, 1);
  assertEquals([orphans.take(first), orphans.take(first)], [2, 0]);
  assertEquals([orphans.take(second), orphans.take(second)], [1, 0]);
});

Deno.test("OrphanCounts forgets what has been taken back, and never owes", () => {
  const orphans = new OrphanCounts();
  const key = { pid: 7, startTime: 5 };
  orphans.add(key, 1);
  orphans.add(key, -1);
  orphans.add(key, -1);
  orphans.add(key, 1);
  assertEquals(orphans.take(key), 1);
});
