import type { PollWait } from "../shim/session.ts";

/**
 * When to look at the ring buffer again.
 *
 * The kernel wakes the reader at most once in 20 ms. After a wake-up the reader must therefore come by
 * itself until 20 ms have passed without a find; then the next event wakes it at once. While little
 * happens it comes every 2 ms, so that the exec behind a fork is not 20 ms late; under load every 20 ms.
 */
export interface PollRhythm {
  /**
   * How the next poll waits, given how many bytes the last one found: not at all where it left some. What is left
   * over of a load is no sign of rest: it counts together with what was found before.
   */
  next(bytes: number, isMore?: boolean): PollWait;
}

/** More is there already. */
export const NO_WAIT: PollWait = {};

/** Under load: as long as the kernel's silence between wake-ups, WAKE_NS of the session. */
export const BUSY = { waitMs: 20, lookMs: 0 } as const satisfies PollWait;

/** Until the kernel's silence is over for certain; the shim itself looks, which costs a tenth of a poll. */
const ALERT: PollWait = { waitMs: 21, lookMs: 2 };

/**
 * Nothing happens. No event waits for the end of it, save one that another CPU was still writing when the reader
 * passed by; it also bounds how late counted losses are told.
 */
const IDLE: PollWait = { waitMs: 250, lookMs: 0 };

/** Bytes in one look from which on the load counts as high: some 60 events. */
const BUSY_BYTES = 16 * 1024;

/** Starts at rest. */
export function createPollRhythm(): PollRhythm {
  let last: PollWait = IDLE;
  /** Bytes since the last wait. */
  let found = 0;
  return {
    next(bytes, isMore = false) {
      found += bytes;
      if (isMore) return NO_WAIT;
      if (found >= BUSY_BYTES) last = BUSY;
      else last = found > 0 || last === BUSY ? ALERT : IDLE;
      found = 0;
      return last;
    },
  };
}
