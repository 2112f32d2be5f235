import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../src/cli/cli_error.ts";
import type { Listed } from "../../../src/commands/processes/listed.ts";
import { sorter } from "../../../src/commands/processes/sort_listed.ts";
import type { SnapshotEvent } from "../../../src/model/event.ts";
import { CONTEXT } from "../../output/format/samples.ts";
import { event } from "../../filter/labelled_events.ts";
import { nodeOf } from "../../state/node_of.ts";
import { inside } from "../inventory/people.ts";

function listedOf(pid: number, rss: number | undefined, name: string): Listed {
  const of = event("process", { process: { pid, startTime: pid } }) as SnapshotEvent;
  const usage = rss === undefined ? {} : { usage: { state: "running", cpuTime: 1, rss } as const };
  const place = inside("process", { pid });
  const container = place.container === undefined ? undefined : { ...place.container, name };
  const labelled = { ...place, container, event: { ...of, ...usage } };
  return { node: nodeOf(labelled), labelled };
}

const ALL = [listedOf(9, 500, "b"), listedOf(10, undefined, "a"), listedOf(2, 7000, "b")];

const sorted = (...keys: string[]) =>
  sorter(keys)(CONTEXT)(ALL).map(({ node }) => node.process.pid);

Deno.test("sorter() orders by columns and fields, numbers as numbers, what is absent last", () => {
  assertEquals(sorted("pid"), [2, 9, 10]);
  assertEquals(sorted("-pid"), [10, 9, 2]);
  assertEquals(sorted("rss"), [9, 2, 10]);
  assertEquals(sorted("-rss"), [2, 9, 10]);
  assertEquals(sorted("container", "-start"), [10, 9, 2]);
  assertEquals(sorted("process.rss_bytes", "pid"), [9, 2, 10]);
});

Deno.test("sorter() names what was meant", () => {
  const error = assertThrows(() => sorter(["-rsss"]), UsageError);
  assertEquals(error.hint, "did you mean rss?");
});
