import { assertEquals } from "@std/assert";
import { READ_EVERY_MS, WakingClock } from "../../src/enrich/waking_clock.ts";

Deno.test("WakingClock counts all time while it is read as often as it has to be", () => {
  let now = 5000;
  const clock = new WakingClock(() => now);
  const start = clock.read();
  for (let i = 0; i < 100; i++) {
    now += READ_EVERY_MS;
    clock.read();
  }
  assertEquals(clock.read() - start, 100 * READ_EVERY_MS);
});

Deno.test("WakingClock counts a pause for little", () => {
  let now = 0;
  const clock = new WakingClock(() => now);
  now = 3_600_000;
  const time = clock.read();
  assertEquals(time >= READ_EVERY_MS && time < 2 * READ_EVERY_MS, true);
  assertEquals(clock.read(), time);
});
