import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BootEpochs } from "../../src/model/boot_epochs.ts";

/** The clock is an hour ahead from 100 on, and two hours back from 200 on, in ns for hours. */
function stepped(): BootEpochs {
  const epochs = new BootEpochs(10_000n);
  epochs.step({ time: 100, epoch: 13_600n });
  epochs.step({ time: 200, epoch: 6_400n });
  return epochs;
}

Deno.test("BootEpochs.momentOf() counts each time by the clock as it was then", () => {
  const epochs = stepped();
  assertEquals([0, 99, 100, 199, 200, 201].map((time) => epochs.momentOf(time)), [
    ...[10_000n, 10_099n, 13_700n, 13_799n, 6_600n, 6_601n],
  ]);
  assertEquals([epochs.first, epochs.latest], [10_000n, 6_400n]);
});

Deno.test("BootEpochs.timeOf() is where the clock showed a moment, and never in time to come", () => {
  const SECOND = 1e9;
  const epochs = new BootEpochs(0n);
  epochs.step({ time: 100 * SECOND, epoch: 3600n * 10n ** 9n });
  epochs.step({ time: 200 * SECOND, epoch: -3600n * 10n ** 9n });
  for (const second of [0, 99, 100, 199, 200, 300]) {
    const moment = epochs.momentOf(second * SECOND);
    assertEquals(epochs.timeOf(moment, 400 * SECOND), second * SECOND);
  }
  // The last word of a clock that was put back is no moment to come, whenever it is heard.
  assertEquals(epochs.timeOf(epochs.momentOf(200 * SECOND - 1), 200 * SECOND), 200 * SECOND - 1);
  // What the clock never showed counts by the latest one.
  assertEquals(epochs.timeOf(2000n * 10n ** 9n, 400 * SECOND), 5600 * SECOND);
});

Deno.test("BootEpochs.firstTimeFrom() and lastTimeUntil() give one span of time since boot", () => {
  const epochs = stepped();
  assertEquals([epochs.firstTimeFrom(10_050n), epochs.lastTimeUntil(10_050n)], [50, 3_650]);
  // In the leap: what begins there begins behind it.
  assertEquals([epochs.firstTimeFrom(12_000n), epochs.lastTimeUntil(6_500n)], [100, -3_500]);
  const plain = new BootEpochs(10_000n);
  assertEquals([plain.firstTimeFrom(10_050n), plain.lastTimeUntil(10_050n)], [50, 50]);
});

Deno.test("BootEpochs: whatever the clock showed since is within the span that begins there", () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ max: 1e6 })));
  fc.assert(fc.property(steps, fc.nat({ max: 500 }), (list, time) => {
    const epochs = new BootEpochs(0n);
    let at = 0;
    for (const [after, epoch] of list) epochs.step({ time: at += after, epoch: BigInt(epoch) });
    const moment = epochs.momentOf(time);
    assertEquals(epochs.firstTimeFrom(moment) <= time, true);
    assertEquals(epochs.lastTimeUntil(moment) >= time, true);
  }));
});

Deno.test("BootEpochs remembers the latest steps, however many there are", () => {
  const epochs = new BootEpochs(0n);
  for (let time = 1; time <= 1000; time++) epochs.step({ time, epoch: BigInt(time) });
  assertEquals([epochs.steps.length, epochs.latest, epochs.momentOf(1)], [256, 1000n, 1n]);
});
