import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { PidTable } from "../../src/enrich/pid_table.ts";

const MAX = 8;

Deno.test("PidTable.get() knows a process by pid and start time", () => {
  const table = new PidTable<string>(MAX);
  table.set(7, 100, "a");
  // These end as 7 does, for the filter in front.
  assertEquals([7, 7 + 4096, 7 + 8192].map((pid) => table.get(pid, 100)), [
    "a",
    undefined,
    undefined,
  ]);
  assertEquals(table.get(7, 101), undefined);
});

Deno.test("PidTable.find() tells when the process with a pid started", () => {
  const table = new PidTable<string>(MAX);
  table.set(7, 100, "a");
  assertEquals(table.find(7), { startTime: 100, value: "a" });
  assertEquals(table.find(8), undefined);
});

Deno.test("PidTable is a map that forgets the oldest, whatever happens to it", () => {
  // Few pids, of which several end alike, and few start times: all meet.
  const pid = fc.constantFrom(
    1,
    2,
    3,
    4,
    5,
    6,
    1 + 4096,
    2 + 4096,
    1 + 8192,
    70_000,
    70_001,
    4_194_304,
  );
  const step = fc.record({ kind: fc.constantFrom("set", "delete"), pid, startTime: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const table = new PidTable<number>(MAX);
      const model = new Map<number, { startTime: number; value: number }>();
      steps.forEach(({ kind, pid, startTime }, value) => {
        if (kind === "delete") {
          table.delete(pid, startTime);
          if (model.get(pid)?.startTime === startTime) model.delete(pid);
        } else {
          model.delete(pid);
          table.set(pid, startTime, value);
          model.set(pid, { startTime, value });
          const [oldest] = model.keys();
          if (model.size > MAX && oldest !== undefined) model.delete(oldest);
        }
        assertEquals(table.size, model.size);
        for (const { pid } of steps) {
          assertEquals(table.find(pid), model.get(pid));
          for (const startTime of [0, 1, 2]) {
            const known = model.get(pid);
            const value = known?.startTime === startTime ? known.value : undefined;
            assertEquals(table.get(pid, startTime), value);
          }
        }
      });
    }),
    { numRuns: 50 },
  );
});
