import type { PollWait } from "../shim/session.ts";

/**
 * When to look at the ring buffer again.
 *
 * The kernel wakes the reader at most once in 15 ms. After a wake-up the reader must therefore come by
 * itself until 15 ms have passed without a find; then the next event wakes it at once. While little
 * happens it comes every 2 ms, so that the exec behind a fork is not 15 ms late; under load every 15 ms. A find costs
 * a quarter of a millisecond of CPU time, whatever it brings: where some hundred come in a second, one by one, that
 * counts as load, too.
 */
export interface PollRhythm {
  /** How the next poll waits, given how many bytes the last one found. */
  next(bytes: number): PollWait;
}

/** Under load: as long as the kernel's silence between wake-ups, WAKE_NS of the session. */
const BUSY: PollWait = { waitMs: 15, lookMs: 0 };

/** Until the kernel's silence is over for certain; the shim itself looks, which costs a tenth of a poll. */
const ALERT: PollWait = { waitMs: 16, lookMs: 2 };

/**
 * Nothing happens. No event waits for the end of it, save one that another CPU was still writing when the reader
 * passed by; it also bounds how late counted losses are told.
 */
const IDLE: PollWait = { waitMs: 250, lookMs: 0 };

/** Bytes in one look from which on the load counts as high: some 60 events. */
const BUSY_BYTES = 16 * 1024;

/** Finds in a second that a host is spared in the long run, and how many may come in a row before: a few commands. */
const PROMPT_PER_SECOND = 64;
const PROMPT_MAX = 64;

/** Starts at rest. `now` is a clock in ms. @default now = performance.now */
export function createPollRhythm(now: () => number = () => performance.now()): PollRhythm {
  let last = IDLE;
  let prompt = PROMPT_MAX;
  let at = now();
  /** Whether a find may have another look soon behind it. */
  function mayLookSoon(): boolean {
    const time = now();
    prompt = Math.min(PROMPT_MAX, prompt + (time - at) / 1000 * PROMPT_PER_SECOND);
    at = time;
    if (prompt < 1) return false;
    prompt--;
    return true;
  }
  return {
    next(bytes) {
      if (bytes >= BUSY_BYTES || (bytes > 0 && !mayLookSoon())) last = BUSY;
      else last = bytes > 0 || last === BUSY ? ALERT : IDLE;
      return last;
    },
  };
}
