import { assertEquals } from "@std/assert";
import { EventTail } from "../../../src/commands/top/event_tail.ts";
import { WEB, WEB_ID } from "../../filter/labelled_events.ts";
import { event, onHost } from "../../filter/labelled_events.ts";
import { inside } from "../inventory/people.ts";

const OTHER_ID = "f".repeat(64);
const OTHER = { ...WEB, id: OTHER_ID };

/** Pids of a tail. */
function pids(tail: EventTail, key: string): number[] {
  return tail.of(key).map(({ event }) => "process" in event ? event.process?.pid ?? 0 : 0);
}

Deno.test("EventTail knows what happened before a container is watched", () => {
  const tail = new EventTail();
  tail.saw(inside("exec", { pid: 1 }));
  tail.saw(inside("exec", { pid: 2 }, { container: OTHER }));
  tail.saw(inside("process", { pid: 3 }));
  tail.saw(onHost(event("exec")));
  assertEquals(pids(tail, WEB_ID), [1]);
  assertEquals(pids(tail, OTHER_ID), [2]);
});

Deno.test("EventTail keeps the events of the watched container from a busy neighbour", () => {
  const tail = new EventTail();
  tail.saw(inside("exec", { pid: 1 }));
  assertEquals(pids(tail, WEB_ID), [1]);
  for (let i = 0; i < 10_000; i++) tail.saw(inside("exec", { pid: 2 }, { container: OTHER }));
  tail.saw(inside("exit", { pid: 1 }));
  assertEquals(pids(tail, WEB_ID), [1, 1]);
  assertEquals(pids(tail, OTHER_ID).length, 255);
});

Deno.test("EventTail.copy() stands still", () => {
  const tail = new EventTail();
  tail.saw(inside("exec", { pid: 1 }));
  const copy = tail.copy();
  tail.saw(inside("exec", { pid: 2 }));
  assertEquals([pids(copy, WEB_ID), pids(tail, WEB_ID)], [[1], [1, 2]]);
});
