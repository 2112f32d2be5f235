import { assertEquals } from "@std/assert";
import type { TaskUsage } from "../../src/decode/decode_usage.ts";
import type { SnapshotEvent } from "../../src/model/event.ts";
import { UsageSums } from "../../src/source/usage_sums.ts";
import { event } from "../filter/labelled_events.ts";

const task = (changes: Partial<TaskUsage>): TaskUsage => ({
  ...{ kind: "usage", pid: 7, startTime: 5, cpuTime: 1, rss: 0, state: "sleeping" },
  isFirst: false,
  ...changes,
});

const listed = (pid: number, startTime: number) =>
  event("process", { process: { pid, startTime } }) as SnapshotEvent;

Deno.test("UsageSums adds up the tasks of a process, whose state is the first one's", () => {
  const sums = new UsageSums();
  sums.add(task({ cpuTime: 20, state: "running" }));
  sums.add(task({ cpuTime: 300, rss: 4096, isFirst: true, state: "disk_sleep" }));
  sums.add(task({ cpuTime: 4000 }));
  const process = listed(7, 5);
  const usage = { state: "disk_sleep", cpuTime: 4320, rss: 4096 } as const;
  assertEquals(sums.complete(process), { ...process, usage });
});

Deno.test("UsageSums takes nothing of one process for another of the same pid", () => {
  const sums = new UsageSums();
  sums.add(task({ cpuTime: 20, isFirst: true }));
  sums.add(task({ startTime: 9, cpuTime: 300, isFirst: true }));
  sums.add(task({ cpuTime: 4000 }));
  assertEquals(sums.complete(listed(7, 5)), listed(7, 5));
  const later = sums.complete(listed(7, 9));
  assertEquals(later.kind === "process" && later.usage?.cpuTime, 300);
  assertEquals(sums.complete(listed(8, 5)), listed(8, 5));
});
