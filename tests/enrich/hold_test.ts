import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { ContainerEntry } from "../../src/enrich/container_registry.ts";
import { HELD_MAX, type HeldEvent, Hold } from "../../src/enrich/hold.ts";
import { event } from "../filter/labelled_events.ts";
import { containerEntry } from "./container_entry.ts";

const WAIT_MS = 200;

function held(pid: number, of?: ContainerEntry): HeldEvent {
  const role = of && "child";
  return { event: event("exec", { process: { pid } }), cgroup: undefined, entry: of, role };
}

/** Takes what has waited long enough. */
function takeExpired(hold: Hold, now: number, force = false): readonly HeldEvent[] | undefined {
  const entry = hold.expired(now, force);
  return entry && hold.take(entry);
}

Deno.test("Hold gives back what waits for a container, in order and once", () => {
  const hold = new Hold(WAIT_MS);
  const [a, b] = [containerEntry("a"), containerEntry("b")];
  const events = [held(1, a), held(2, a), held(1, a)];
  for (const [i, waiting] of events.entries()) hold.add(waiting, i === 1 ? 2 : 1, a, 0);
  hold.add(held(3, b), 3, b, 0);
  assertEquals(hold.size, 4);
  assertEquals(hold.take(a), events);
  assertEquals(hold.take(a), []);
  assertEquals([hold.size, hold.hasPid(1), hold.hasPid(2), hold.hasPid(3)], [
    1,
    false,
    false,
    true,
  ]);
});

Deno.test("Hold keeps the order of a process that moves on", () => {
  const hold = new Hold(WAIT_MS);
  const [a, b] = [containerEntry("a"), containerEntry("b")];
  const first = held(1, a);
  const second = held(1, b);
  const third = held(1);
  hold.add(first, 1, a, 0);
  hold.add(second, 1, b, 1);
  hold.add(third, 1, undefined, 2);
  assertEquals(hold.take(b), []);
  assertEquals(hold.take(a), [first, second, third]);
  assertEquals(hold.hasPid(1), false);
});

Deno.test("Hold knows whose events wait behind those of another container", () => {
  const hold = new Hold(WAIT_MS);
  const [a, b] = [containerEntry("a"), containerEntry("b")];
  const events = [held(1, a), held(1, b), held(2, b)];
  hold.add(held(1, a), 1, a, 0);
  assertEquals([hold.hasGuest(a), hold.hasGuest(b)], [false, false]);
  hold.add(held(1, b), 1, b, 0);
  assertEquals([hold.hasGuest(a), hold.hasGuest(b)], [false, true]);
  hold.add(held(2, b), 2, undefined, 0);
  assertEquals(hold.take(b), []);
  assertEquals(hold.take(a), events);
  assertEquals([hold.hasGuest(b), hold.hasPid(2), hold.size], [false, false, 0]);
});

Deno.test("Hold ends a wait by the clock of its first event", () => {
  const hold = new Hold(WAIT_MS);
  const [a, b] = [containerEntry("a"), containerEntry("b")];
  assertEquals(hold.deadline, undefined);
  hold.add(held(1, a), 1, a, 10);
  hold.add(held(2, b), 2, b, 50);
  hold.add(held(3, a), 3, a, 100);
  assertEquals(hold.deadline, 10 + WAIT_MS);
  assertEquals(takeExpired(hold, 9 + WAIT_MS), undefined);
  assertEquals(takeExpired(hold, 10 + WAIT_MS)?.length, 2);
  assertEquals(takeExpired(hold, 10 + WAIT_MS), undefined);
  assertEquals(hold.deadline, 50 + WAIT_MS);
});

Deno.test("Hold gives by force what comes next, until nothing waits", () => {
  const hold = new Hold(WAIT_MS);
  const [a, b] = [containerEntry("a"), containerEntry("b")];
  hold.add(held(1, a), 1, a, 0);
  hold.add(held(2, b), 2, b, 0);
  assertEquals(takeExpired(hold, 0, true)?.map((waiting) => waiting.entry), [a]);
  assertEquals(takeExpired(hold, 0, true)?.map((waiting) => waiting.entry), [b]);
  assertEquals(takeExpired(hold, 0, true), undefined);
  assertEquals([hold.size, hold.deadline], [0, undefined]);
});

Deno.test("Hold knows when it is full", () => {
  const hold = new Hold(WAIT_MS);
  const a = containerEntry("a");
  const waiting = held(1, a);
  for (let i = 0; i < HELD_MAX - 1; i++) hold.add(waiting, 1, a, 0);
  assertEquals(hold.isFull, false);
  hold.add(waiting, 1, a, 0);
  assertEquals(hold.isFull, true);
  hold.take(a);
  assertEquals(hold.isFull, false);
});

Deno.test("Hold refuses an event that waits for nothing", () => {
  assertThrows(() => new Hold(WAIT_MS).add(held(1), 1, undefined, 0), Error, "nothing");
});

Deno.test("Hold loses and doubles nothing, and keeps each process's order", () => {
  const step = fc.record({
    pid: fc.integer({ min: 1, max: 4 }),
    container: fc.nat(2),
    action: fc.constantFrom("add", "add", "add", "take", "expire"),
    later: fc.nat(150),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
    const hold = new Hold(WAIT_MS);
    const entries = [containerEntry("a"), containerEntry("b"), containerEntry("c")];
    const added: HeldEvent[] = [];
    const out: HeldEvent[] = [];
    let now = 0;
    for (const { pid, container, action, later } of steps) {
      const of = entries[container] ?? containerEntry("d");
      now += later;
      if (action === "add") {
        const waiting = held(pid, of);
        added.push(waiting);
        hold.add(waiting, pid, of, now);
      } else if (action === "take") out.push(...hold.take(of));
      else out.push(...takeExpired(hold, now) ?? []);
      assertEquals(hold.size, added.length - out.length);
    }
    for (let rest; (rest = takeExpired(hold, now, true)) !== undefined;) out.push(...rest);
    const pidOf = ({ event }: HeldEvent) => event.kind === "exec" ? event.process.pid : 0;
    for (const pid of [1, 2, 3, 4]) {
      const ours = (list: HeldEvent[]) =>
        list.filter((waiting) => pidOf(waiting) === pid).map((waiting) => added.indexOf(waiting));
      assertEquals(ours(out), ours(added));
    }
  }));
});
