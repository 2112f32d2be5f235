import { assertEquals } from "@std/assert";
import type { Stats } from "../../../src/model/stats.ts";
import { renderSummary } from "../../../src/output/format/summary.ts";

const STATS: Stats = {
  durationNs: 15e9,
  events: { exec: 137, fork: 137, exit: 138, process: 0, container: 0, cgroup: 0, lost: 0 },
  delivered: 412,
  filtered: 0,
  folded: 0,
  lost: { ring_full: 0, too_large: 0, recursion: 0, undecodable: 0, unwritten: 0 },
  labels: { ok: 412, late: 0, unknown: 0 },
  containers: 3,
  tables: { cgroups: 9, containers: 3, held: 0 },
};

Deno.test("renderSummary() is one sentence for people", () => {
  assertEquals(
    renderSummary(STATS, "table"),
    "412 events (137 exec, 137 fork, 138 exit) from 3 containers in 15.0s; " +
      "labels 412 ok, 0 late, 0 unknown; 0 lost; tables cgroups 9, containers 3, held 0",
  );
});

Deno.test("renderSummary() tells what was filtered and why events were lost", () => {
  const events = { ...STATS.events, exec: 1, fork: 0, exit: 0 };
  const lost = { ...STATS.lost, ring_full: 120, undecodable: 8 };
  assertEquals(
    renderSummary({ ...STATS, events, lost, delivered: 0, filtered: 1, containers: 1 }, "table"),
    "1 event (1 exec) from 1 container in 15.0s; 0 delivered, 1 filtered out; " +
      "labels 412 ok, 0 late, 0 unknown; 128 lost (120 ring full, 8 undecodable); " +
      "tables cgroups 9, containers 3, held 0",
  );
});

Deno.test("renderSummary() tells the runtimes' own work apart from what a filter held back", () => {
  const told = (changes: Partial<Stats>) =>
    renderSummary({ ...STATS, tables: {}, ...changes }, "table").split("; ").slice(1);
  assertEquals(told({ delivered: 400, folded: 12 }), [
    "400 delivered, 12 of the runtimes' own work folded",
    "labels 412 ok, 0 late, 0 unknown",
    "0 lost",
  ]);
  assertEquals(
    told({ delivered: 390, filtered: 10, folded: 12 })[0],
    "390 delivered, 10 filtered out, 12 of the runtimes' own work folded",
  );
});

Deno.test("renderSummary() as JSON is one object with every count", () => {
  const { durationNs: _durationNs, ...counts } = STATS;
  assertEquals(JSON.parse(renderSummary(STATS, "json")), {
    event: "summary",
    duration_ms: 15000,
    ...counts,
  });
});
