import { assertEquals } from "@std/assert";
import { TICK_MS, WakingClock } from "../../src/enrich/waking_clock.ts";

Deno.test("WakingClock counts all time while it ticks as often as it has to", () => {
  let now = 5000;
  const clock = new WakingClock(() => now);
  for (let i = 0; i < 100; i++) {
    now += TICK_MS;
    clock.tick();
  }
  assertEquals(clock.time, 100 * TICK_MS);
});

Deno.test("WakingClock counts a pause for little", () => {
  let now = 0;
  const clock = new WakingClock(() => now);
  now = 3_600_000;
  clock.tick();
  const { time } = clock;
  assertEquals(time >= TICK_MS && time < 2 * TICK_MS, true);
  clock.tick();
  assertEquals(clock.time, time);
});

Deno.test("WakingClock stands still between ticks, and leaves out what is skipped", () => {
  let now = 0;
  const clock = new WakingClock(() => now);
  now = TICK_MS;
  assertEquals(clock.time, 0);
  clock.skip();
  clock.tick();
  assertEquals(clock.time, 0);
});
