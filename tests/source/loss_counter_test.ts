import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LossCounter, type LossTotals } from "../../src/source/loss_counter.ts";

const NONE: LossTotals = { ring_full: 0, too_large: 0, recursion: 0, undecodable: 0 };

Deno.test("LossCounter says nothing while nothing is lost", () => {
  assertEquals(new LossCounter("process").tell(NONE, 1), []);
});

Deno.test("LossCounter tells what is new, once, for each reason", () => {
  const losses = new LossCounter("process");
  const base = { kind: "lost", ring: "process" } as const;
  assertEquals(losses.tell({ ...NONE, ring_full: 3, undecodable: 1 }, 7), [
    { ...base, time: 7, reason: "ring_full", count: 3 },
    { ...base, time: 7, reason: "undecodable", count: 1 },
  ]);
  assertEquals(losses.tell({ ...NONE, ring_full: 3, undecodable: 1 }, 8), []);
  assertEquals(losses.tell({ ...NONE, ring_full: 5, undecodable: 1 }, 9), [
    { ...base, time: 9, reason: "ring_full", count: 2 },
  ]);
});

Deno.test("LossCounter tells in sum what the totals say", () => {
  const step = fc.record({
    ring_full: fc.nat(3),
    too_large: fc.nat(3),
    recursion: fc.nat(3),
    undecodable: fc.nat(3),
  });
  fc.assert(fc.property(fc.array(step), (steps) => {
    const losses = new LossCounter("process");
    const totals = { ...NONE };
    const told = { ...NONE };
    for (const grown of steps) {
      for (const reason of Object.keys(grown) as (keyof LossTotals)[]) {
        totals[reason] += grown[reason];
      }
      const areNew = losses.areNew(totals);
      const events = losses.tell(totals, 0);
      assertEquals([areNew, losses.areNew(totals)], [events.length > 0, false]);
      for (const { reason, count } of events) told[reason] += count;
    }
    assertEquals(told, totals);
  }));
});
