import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { WAKE_NS } from "../../src/shim/session.ts";
import { createPollRhythm } from "../../src/source/poll_rhythm.ts";

const IDLE = { waitMs: 250, lingerMs: 1 };
const ALERT = { waitMs: 21, lookMs: 2 };
const BUSY = { waitMs: 20, lookMs: 0 };
const BUSY_BYTES = 8 * 1024;
const SILENCE_MS = WAKE_NS / 1e6;
const NS_PER_MS = 1e6;

/** Waits after finds of so many bytes, each of which came when the wait before it was over. */
function pauses(...finds: number[]) {
  const rhythm = createPollRhythm();
  let now = 0;
  return finds.map((bytes) => {
    const wait = rhythm.next(bytes, now);
    now += (wait.waitMs ?? 0) * NS_PER_MS;
    return wait;
  });
}

Deno.test("createPollRhythm() starts at rest", () => {
  assertEquals(pauses(0), [IDLE]);
});

Deno.test("createPollRhythm() looks often after a find, until the kernel would wake it again", () => {
  assertEquals(pauses(136, 136, 0, 0, 136), [ALERT, ALERT, IDLE, IDLE, ALERT]);
  assertEquals(ALERT.waitMs > SILENCE_MS, true);
});

Deno.test("createPollRhythm() comes by the kernel's pace under load", () => {
  assertEquals(pauses(BUSY_BYTES, 1 << 17, BUSY_BYTES, 136, 0, 0), [
    ...[BUSY, BUSY, BUSY, BUSY],
    ...[ALERT, IDLE],
  ]);
});

Deno.test("createPollRhythm() takes many small finds for a load, and few for none", () => {
  const waitsOf = (bytes: number, everyMs: number) => {
    const rhythm = createPollRhythm();
    const waits = Array.from(
      { length: 100 },
      (_, i) => rhythm.next(bytes, i * everyMs * NS_PER_MS),
    );
    return new Set(waits.slice(20).map(({ waitMs }) => waitMs));
  };
  assertEquals(waitsOf(BUSY_BYTES / 8, 2), new Set([BUSY.waitMs]));
  assertEquals(waitsOf(BUSY_BYTES, 20), new Set([BUSY.waitMs]));
  assertEquals(waitsOf(BUSY_BYTES / 16, 2), new Set([ALERT.waitMs]));
  assertEquals(waitsOf(BUSY_BYTES / 2, 20), new Set([ALERT.waitMs]));
});

Deno.test("createPollRhythm() takes what is left over of a load for a part of it", () => {
  const rhythm = createPollRhythm();
  assertEquals([rhythm.next(1 << 16, 0, true), rhythm.next(136, 0)], [{}, BUSY]);
});

Deno.test("createPollRhythm() looks often once more after load has ended", () => {
  assertEquals(pauses(BUSY_BYTES, 0, 0, 0), [BUSY, ALERT, IDLE, IDLE]);
});

Deno.test("createPollRhythm() forgets a load, however high, within a tenth of a second", () => {
  const rhythm = createPollRhythm();
  const full = 1 << 19;
  assertEquals(rhythm.next(full, 0), BUSY);
  assertEquals(rhythm.next(136, 100 * NS_PER_MS), ALERT);
});

Deno.test("createPollRhythm() rests only after a whole silence of the kernel", () => {
  const found = fc.oneof(fc.constant(0), fc.nat(1 << 20));
  fc.assert(fc.property(fc.array(found, { maxLength: 60 }), (finds) => {
    const rhythm = createPollRhythm();
    let silence = IDLE.waitMs;
    let now = 0;
    for (const bytes of finds) {
      if (bytes > 0) silence = 0;
      const { waitMs = 0, lookMs = 0 } = rhythm.next(bytes, now);
      if (waitMs === IDLE.waitMs) assertEquals(silence > SILENCE_MS, true);
      assertEquals([waitMs, lookMs].every((ms) => ms >= 0), true);
      silence += waitMs;
      now += waitMs * NS_PER_MS;
    }
  }));
});
