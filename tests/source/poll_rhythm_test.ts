import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { WAKE_NS } from "../../src/shim/session.ts";
import { createPollRhythm } from "../../src/source/poll_rhythm.ts";

const IDLE = { waitMs: 250, lookMs: 0 };
const ALERT = { waitMs: 21, lookMs: 2 };
const BUSY = { waitMs: 20, lookMs: 0 };
const BUSY_BYTES = 16 * 1024;
const SILENCE_MS = WAKE_NS / 1e6;

/** The pauses after finds of so many bytes, one after the other. */
function pauses(...finds: number[]) {
  const rhythm = createPollRhythm();
  return finds.map((bytes) => rhythm.next(bytes));
}

Deno.test("createPollRhythm() starts at rest", () => {
  assertEquals(pauses(0), [IDLE]);
});

Deno.test("createPollRhythm() looks often after a find, until the kernel would wake it again", () => {
  assertEquals(pauses(136, 136, 0, 0, 136), [ALERT, ALERT, IDLE, IDLE, ALERT]);
  assertEquals(ALERT.waitMs > SILENCE_MS, true);
});

Deno.test("createPollRhythm() comes by the kernel's pace under load", () => {
  assertEquals(pauses(BUSY_BYTES, 1 << 20, BUSY_BYTES - 1), [BUSY, BUSY, ALERT]);
});

Deno.test("createPollRhythm() takes what is left over of a load for a part of it", () => {
  const rhythm = createPollRhythm();
  assertEquals(
    [rhythm.next(1 << 20, true), rhythm.next(136), rhythm.next(136)],
    [{}, BUSY, ALERT],
  );
});

Deno.test("createPollRhythm() looks often once more after load has ended", () => {
  assertEquals(pauses(1 << 20, 0, 0, 0), [BUSY, ALERT, IDLE, IDLE]);
});

Deno.test("createPollRhythm() rests only after a whole silence of the kernel", () => {
  const found = fc.oneof(fc.constant(0), fc.nat(1 << 20));
  fc.assert(fc.property(fc.array(found, { maxLength: 60 }), (finds) => {
    const rhythm = createPollRhythm();
    let silence = IDLE.waitMs;
    for (const bytes of finds) {
      if (bytes > 0) silence = 0;
      const { waitMs = 0, lookMs = 0 } = rhythm.next(bytes);
      if (waitMs === IDLE.waitMs) assertEquals(silence > SILENCE_MS, true);
      assertEquals([waitMs, lookMs].every((ms) => ms >= 0), true);
      silence += waitMs;
    }
  }));
});
