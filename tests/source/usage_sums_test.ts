import { assertEquals } from "@std/assert";
import type { TaskUsage } from "../../src/decode/decode_usage.ts";
import type { SnapshotEvent } from "../../src/model/event.ts";
import { UsageSums } from "../../src/source/usage_sums.ts";
import { event } from "../filter/labelled_events.ts";

const task = (changes: Partial<TaskUsage>): TaskUsage => ({
  ...{ kind: "usage", pid: 7, startTime: 5, cpuTime: 1 },
  ...changes,
});

const USAGE = { state: "disk_sleep", cpuTime: 300, rss: 4096 } as const;

const listed = (pid: number, startTime: number): SnapshotEvent => ({
  ...event("process", { process: { pid, startTime } }) as SnapshotEvent,
  usage: USAGE,
});

Deno.test("UsageSums adds the tasks of a process to its first one, whose state it has", () => {
  const sums = new UsageSums();
  sums.add(task({ cpuTime: 20 }));
  sums.add(task({ cpuTime: 4000 }));
  const process = listed(7, 5);
  assertEquals(sums.complete(process), { ...process, usage: { ...USAGE, cpuTime: 4320 } });
});

Deno.test("UsageSums takes nothing of one process for another of the same pid", () => {
  const sums = new UsageSums();
  sums.add(task({ cpuTime: 20 }));
  sums.add(task({ startTime: 9, cpuTime: 70 }));
  sums.add(task({ cpuTime: 4000 }));
  assertEquals(sums.complete(listed(7, 5)), listed(7, 5));
  const later = sums.complete(listed(7, 9));
  assertEquals(later.kind === "process" && later.usage?.cpuTime, 370);
  assertEquals(sums.complete(listed(8, 5)), listed(8, 5));
});

Deno.test("UsageSums makes no usage for a process that was listed without one", () => {
  const sums = new UsageSums();
  sums.add(task({}));
  const { usage: _, ...process } = listed(7, 5);
  assertEquals(sums.complete(process), process);
});
