import { assertEquals } from "@std/assert";
import type { Event } from "../../src/model/event.ts";
import { Counters } from "../../src/pipeline/counters.ts";
import { event, inContainer, inUnnamed, onHost } from "../filter/labelled_events.ts";

const TABLES = { cgroups: 3, containers: 2, held: 1 };

Deno.test("Counters begin with nothing", () => {
  const counters = new Counters(10);
  assertEquals(counters.stats(15, 0, TABLES), {
    durationNs: 5,
    events: { fork: 0, exec: 0, exit: 0, process: 0, cgroup: 0, container: 0, lost: 0 },
    delivered: 0,
    filtered: 0,
    folded: 0,
    lost: { ring_full: 0, too_large: 0, recursion: 0, undecodable: 0, unwritten: 0 },
    labels: { ok: 0, late: 0, unknown: 0 },
    containers: 0,
    tables: TABLES,
  });
});

Deno.test("Counters count by kind what the source gave, and what it lost by reason", () => {
  const counters = new Counters(0);
  for (const kind of ["fork", "exec", "exec", "exit", "process", "cgroup", "container"] as const) {
    counters.saw(event(kind));
  }
  counters.saw({ kind: "lost", time: 1, ring: "process", reason: "ring_full", count: 5 });
  counters.saw({ kind: "lost", time: 2, ring: "process", reason: "ring_full", count: 2 });
  counters.saw({ kind: "lost", time: 3, ring: "process", reason: "undecodable", count: 1 });
  const { events, lost } = counters.stats(0, 0, TABLES);
  assertEquals(events, { fork: 1, exec: 2, exit: 1, process: 1, cgroup: 1, container: 1, lost: 3 });
  assertEquals(lost, { ring_full: 7, too_large: 0, recursion: 0, undecodable: 1, unwritten: 0 });
  assertEquals(counters.lost, 8);
});

Deno.test("Counters count nothing that is for labels alone", () => {
  const counters = new Counters(0);
  for (const kind of ["fork", "exec", "process", "cgroup"] as const) {
    counters.saw({ ...event(kind), forLabels: true } as Event);
  }
  assertEquals(Object.values(counters.stats(0, 0, TABLES).events).filter((count) => count > 0), []);
});

Deno.test("Counters count labels of what was written, and only of containers", () => {
  const counters = new Counters(0);
  counters.wrote(inContainer(event("exec")));
  counters.wrote({ ...inUnnamed(event("exec")), label: "late" });
  counters.wrote(inUnnamed(event("exec")));
  counters.wrote(inUnnamed(event("exit")));
  counters.wrote(onHost(event("exec")));
  counters.heldBack(false);
  counters.heldBack(true);
  counters.foldedAway();
  counters.foldedAway();
  const { delivered, filtered, folded, labels } = counters.stats(0, 4, TABLES);
  assertEquals([delivered, filtered, folded, labels], [5, 2, 2, { ok: 1, late: 1, unknown: 2 }]);
  assertEquals([counters.delivered, counters.unlabelled], [5, 4]);
});

Deno.test("Counters give a copy that later events do not change", () => {
  const counters = new Counters(0);
  const before = counters.stats(0, 0, TABLES);
  counters.saw(event("exec"));
  counters.saw(event("lost"));
  counters.wrote(inContainer(event("exec")));
  assertEquals([before.events.exec, before.lost.ring_full, before.labels.ok], [0, 0, 0]);
});
