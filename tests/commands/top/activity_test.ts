import { assertEquals } from "@std/assert";
import { Activity } from "../../../src/commands/top/activity.ts";
import type { Row } from "../../../src/commands/top/row.ts";
import type { Household } from "../../../src/state/census.ts";
import { CONTAINERS_MAX } from "../../../src/enrich/container_registry.ts";
import type { LabelledEvent } from "../../../src/model/labelled_event.ts";
import { event, onHost, WEB, WEB_ID } from "../../filter/labelled_events.ts";
import { household, inside } from "../inventory/people.ts";

const SECOND = 1e9;
const NO_USAGE = { cpus: undefined, memory: undefined };

function take(activity: Activity, now: number, ...households: readonly Household[]) {
  return activity.sample({ households, usageOf: () => NO_USAGE, now });
}

function failed(of: LabelledEvent, code: number): LabelledEvent {
  return { ...of, event: event("exit", { exit: { code } }) };
}

Deno.test("Activity counts what happens in containers, and rates over the time between samples", () => {
  const activity = new Activity();
  const web = household({}, 1);
  take(activity, 10 * SECOND, web);
  for (let i = 0; i < 6; i++) {
    activity.saw(inside("fork", {}));
    activity.saw(inside("exec", {}));
    activity.saw(failed(inside("exit", {}), i % 2));
  }
  const { rows: [row], interval } = take(activity, 12 * SECOND, web);
  assertEquals(interval, 2 * SECOND);
  assertEquals(row?.counts, { exec: 6, fork: 6, exit: 6, failure: 3 });
  assertEquals(row?.rates, { exec: 3, fork: 3, exit: 3, failure: 1.5 });
  const { rows: [later] } = take(activity, 13 * SECOND, web);
  assertEquals(later?.counts, row?.counts);
  assertEquals(later?.rates, { exec: 0, fork: 0, exit: 0, failure: 0 });
});

Deno.test("Activity knows no rates at first, whatever was seen before", () => {
  const activity = new Activity();
  activity.saw(inside("exec", {}));
  const { rows: [row], interval } = take(activity, SECOND, household({}, 1));
  assertEquals([interval, row?.rates.exec, row?.counts.exec], [0, 0, 1]);
});

Deno.test("Activity leaves out the host and what a runtime does on the threshold", () => {
  const activity = new Activity();
  activity.saw(onHost(event("exec")));
  activity.saw(inside("exec", {}, { role: "runtime" }));
  assertEquals(take(activity, SECOND).rows, []);
  assertEquals(activity.size, 0);
});

Deno.test("Activity takes from the snapshot what was started last, and counts nothing of it", () => {
  const activity = new Activity();
  activity.saw(inside("process", { pid: 7 }));
  const { rows: [row] } = take(activity, SECOND, household({}, 7));
  assertEquals([row?.last?.event.kind, row?.counts.exec], ["process", 0]);
});

Deno.test("Activity shows a short container for a while, then drops it", () => {
  const activity = new Activity();
  take(activity, 0);
  activity.saw(inside("exec", {}));
  activity.saw(inside("exit", {}));
  const ended = ({ hasEnded, residents, counts }: Row) => [hasEnded, residents.length, counts.exec];
  assertEquals(take(activity, SECOND).rows.map(ended), [[true, 0, 1]]);
  assertEquals(take(activity, 4 * SECOND).rows.map(ended), [[true, 0, 1]]);
  assertEquals(take(activity, 6 * SECOND).rows, []);
  assertEquals(activity.size, 0);
});

Deno.test("Activity takes name and state from the household, and usage by its key", () => {
  const activity = new Activity();
  activity.saw(inside("exec", {}));
  const { rows: [row] } = activity.sample({
    households: [household({ name: "renamed" }, 1)],
    usageOf: (key) => key === WEB_ID ? { cpus: 0.5, memory: 4096 } : NO_USAGE,
    now: SECOND,
  });
  assertEquals([row?.key, row?.container.name, row?.cpus, row?.memory], [
    WEB_ID,
    "renamed",
    0.5,
    4096,
  ]);
});

Deno.test("Activity counts lost events", () => {
  const activity = new Activity();
  const lost = { ...onHost(event("lost")), cgroup: undefined };
  activity.saw(lost);
  activity.saw(lost);
  assertEquals(take(activity, SECOND).lost, 2);
});

Deno.test("Activity keeps no more containers than the registry", () => {
  const activity = new Activity();
  for (let i = 0; i <= CONTAINERS_MAX; i++) {
    activity.saw(inside("exec", {}, { container: { ...WEB, id: `c${i}` } }));
  }
  assertEquals(activity.size, CONTAINERS_MAX);
});
