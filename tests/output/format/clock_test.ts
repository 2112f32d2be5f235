import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BootEpochs } from "../../../src/model/boot_epochs.ts";
import { createWallClock } from "../../../src/output/format/clock.ts";
import { LineBuffer } from "../../../src/output/format/line_buffer.ts";
import { BOOT } from "./samples.ts";

/** RFC 3339 by bigint arithmetic. */
function slowly(epochNs: bigint): string {
  const second = new Date(Number(epochNs / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${second}.${String(epochNs % 1_000_000_000n).padStart(9, "0")}Z`;
}

Deno.test("createWallClock() adds the time since boot, carry included", () => {
  const clock = createWallClock(BOOT);
  assertEquals(clock.rfc3339(0), "2026-11-21T22:10:54.123456789Z");
  assertEquals(clock.rfc3339(876_543_210), "2026-11-21T22:10:54.999999999Z");
  assertEquals(clock.rfc3339(876_543_211), "2026-11-21T22:10:55.000000000Z");
  assertEquals(clock.rfc3339(5_400e9), "2026-11-21T23:40:54.123456789Z");
});

Deno.test("createWallClock() is exact to the nanosecond below 2^53", () => {
  const boot = fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n });
  const times = fc.array(
    fc.oneof(
      fc.maxSafeNat(),
      // Around whole seconds far from boot, where a division by 1e9 rounds up.
      fc.tuple(fc.integer({ min: 8_000_000, max: 9_007_198 }), fc.integer({ min: -2, max: 2 }))
        .map(([second, off]) => second * 1e9 + off),
    ),
    { minLength: 1 },
  );
  const out = new LineBuffer();
  fc.assert(fc.property(boot, times, (bootNs, timesNs) => {
    const clock = createWallClock(bootNs);
    const write = clock.rfc3339Writer("at ");
    for (const timeNs of timesNs) {
      const expected = slowly(bootNs + BigInt(timeNs));
      assertEquals(clock.rfc3339(timeNs), expected);
      out.clear();
      write(timeNs, out);
      assertEquals(`${out.toString()}Z`, `at ${expected}`);
    }
  }));
});

Deno.test("createWallClock() writes the same as it tells, from one second to the next and beyond 2^53", () => {
  const boot = fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n });
  const first = fc.oneof(
    fc.nat(10_000_000_000),
    fc.double({ min: 2 ** 53, max: 2e18, noNaN: true }),
  );
  const steps = fc.array(fc.integer({ min: -3_000_000_000, max: 3_000_000_000 }), { minLength: 3 });
  const out = new LineBuffer();
  fc.assert(fc.property(boot, first, steps, (bootNs, start, deltas) => {
    const clock = createWallClock(bootNs);
    const write = clock.rfc3339Writer("");
    let timeNs = Math.floor(start);
    for (const delta of deltas) {
      timeNs = Math.max(0, timeNs + delta);
      out.clear();
      write(timeNs, out);
      assertEquals(`${out.toString()}Z`, clock.rfc3339(timeNs));
    }
  }));
});

Deno.test("createWallClock() gives the local time of day, across a change of offset", () => {
  const change = 1795299056;
  const clock = createWallClock(BOOT, (second) => second < change ? 120 : 60);
  assertEquals(clock.timeOfDay(0), "00:10:54.123");
  assertEquals(clock.timeOfDay(876_543_210), "00:10:54.999");
  assertEquals(clock.timeOfDay(2e9), "23:10:56.123");
});

Deno.test("createWallClock() follows the steps of a clock, and what was before keeps its time", () => {
  const epochs = new BootEpochs(BOOT);
  const clock = createWallClock(epochs);
  const out = new LineBuffer();
  const write = clock.rfc3339Writer("");
  const shown = (times: readonly number[]) =>
    times.map((time) => {
      out.clear();
      write(time, out);
      assertEquals(`${out.toString()}Z`, clock.rfc3339(time));
      return clock.timeOfDay(time);
    });
  assertEquals(shown([0, 5e9]), ["22:10:54.123", "22:10:59.123"]);
  epochs.step({ time: 5e9, epoch: BOOT - 3_600_000_000_000n });
  assertEquals(shown([0, 5e9 - 1e6, 5e9, 0]), [
    ...["22:10:54.123", "22:10:59.122", "21:10:59.123", "22:10:54.123"],
  ]);
  epochs.step({ time: 6e9, epoch: BOOT + 1_000_000n });
  assertEquals(shown([5e9, 6e9]), ["21:10:59.123", "22:11:00.124"]);
  // Within the second that was written last.
  assertEquals(shown([7.2e9, 7.4e9]), ["22:11:01.324", "22:11:01.524"]);
  epochs.step({ time: 7.3e9, epoch: BOOT - 3_600_000_000_000n });
  assertEquals(shown([7.4e9, 7.29e9, 7.4e9]), ["21:11:01.523", "22:11:01.414", "21:11:01.523"]);
});
