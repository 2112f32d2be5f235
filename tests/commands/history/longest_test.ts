import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { longest } from "../../../src/commands/history/longest.ts";
import type { LabelledEvent } from "../../../src/model/labelled_event.ts";
import { exitOf, placed, processOf, runningOf, SECOND } from "../../store/history/world.ts";

/** Now, in seconds: what runs has run until then. */
const NOW = 100;

function lifeOf([ran, hasEnded]: readonly [number, boolean], index: number): LabelledEvent {
  const start = (NOW - ran) * SECOND;
  const process = processOf(index + 1, start);
  return placed(hasEnded ? exitOf(process, NOW * SECOND) : runningOf(process, NOW * SECOND));
}

const ranOf = ({ event }: LabelledEvent) =>
  event.kind === "exit" ? event.exit.duration : event.time - processOfEvent(event);

function processOfEvent(event: LabelledEvent["event"]): number {
  return event.kind === "process" ? event.process.startTime : NaN;
}

Deno.test("longest() finds the longest, with and without knowing which are long", () => {
  const lives = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()));
  fc.assert(fc.property(lives, fc.integer({ min: 1, max: 5 }), (lives, count) => {
    const all = lives.map(lifeOf);
    const byLength = all.toSorted((a, b) => ranOf(b) - ranOf(a));
    const expected = byLength.slice(0, count).map(ranOf);
    const options = { all: () => all, passes: () => true, count };
    const long = () =>
      byLength.filter((life) => life.event.kind === "exit" && ranOf(life) >= SECOND);
    const running = () => all.filter(({ event }) => event.kind === "process");
    for (const few of [undefined, { long, running }]) {
      assertEquals(longest({ ...options, few }).map(ranOf), expected);
    }
    const odd = longest({ ...options, few: undefined, passes: (life) => ranOf(life) % 2 === 1 });
    assertEquals(odd.filter((life) => ranOf(life) % 2 !== 1), []);
  }));
});
