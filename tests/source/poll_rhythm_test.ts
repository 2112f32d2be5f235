import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createPollRhythm } from "../../src/source/poll_rhythm.ts";
import { WAKE_NS } from "../../src/shim/session.ts";

const IDLE_MS = 250;
const SHORT_MS = 2;
const BUSY_MS = 15;
const BUSY_BYTES = 16 * 1024;
const SILENCE_MS = WAKE_NS / 1e6;

Deno.test("createPollRhythm() starts at rest", () => {
  assertEquals(createPollRhythm().next(0), IDLE_MS);
});

Deno.test("createPollRhythm() looks often after a find, until the kernel would wake it again", () => {
  const rhythm = createPollRhythm();
  let waited = 0;
  for (let wait = rhythm.next(136); wait !== IDLE_MS; wait = rhythm.next(0)) {
    assertEquals(wait, SHORT_MS);
    waited += wait;
  }
  assert(waited >= SILENCE_MS);
  assert(waited <= SILENCE_MS + SHORT_MS);
});

Deno.test("createPollRhythm() comes by the kernel's pace under load", () => {
  const rhythm = createPollRhythm();
  assertEquals([BUSY_BYTES, 1 << 20, BUSY_BYTES - 1].map((bytes) => rhythm.next(bytes)), [
    BUSY_MS,
    BUSY_MS,
    SHORT_MS,
  ]);
});

Deno.test("createPollRhythm() looks once more in short after load has ended", () => {
  const rhythm = createPollRhythm();
  assertEquals([1 << 20, 0, 0, 0].map((bytes) => rhythm.next(bytes)), [
    BUSY_MS,
    SHORT_MS,
    IDLE_MS,
    IDLE_MS,
  ]);
});

Deno.test("createPollRhythm() rests only after a whole silence of the kernel", () => {
  const found = fc.oneof(fc.constant(0), fc.nat(1 << 20));
  fc.assert(fc.property(fc.array(found, { maxLength: 60 }), (finds) => {
    const rhythm = createPollRhythm();
    let silence = SILENCE_MS;
    let last = IDLE_MS;
    for (const bytes of finds) {
      silence = bytes > 0 ? 0 : silence + last;
      last = rhythm.next(bytes);
      assert([IDLE_MS, SHORT_MS, BUSY_MS].includes(last));
      if (last === IDLE_MS) assert(silence >= SILENCE_MS);
    }
  }));
});
