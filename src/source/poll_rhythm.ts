import type { PollWait } from "../shim/session.ts";

/**
 * When to look at the ring buffer again.
 *
 * The kernel wakes the reader at most once in 20 ms. After a wake-up the reader must therefore come by
 * itself until 20 ms have passed without a find; then the next event wakes it at once. While little
 * happens it comes every 2 ms, so that the exec behind a fork is not 20 ms late; under load every 20 ms.
 */
export interface PollRhythm {
  /** How the next poll waits, given how many bytes the last one found by `now`, ns: not at all where it left some. */
  next(bytes: number, now: number, isMore?: boolean): PollWait;
}

/** More is there already. */
export const NO_WAIT: PollWait = {};

/** Under load: as long as the kernel's silence between wake-ups, WAKE_NS of the session. */
export const BUSY = { waitMs: 20, lookMs: 0 } as const satisfies PollWait;

/** Until the kernel's silence is over for certain; the shim itself looks, which costs a tenth of a poll. */
const ALERT: PollWait = { waitMs: 21, lookMs: 2 };

/**
 * Nothing happens. No event waits for the end of it, save one that another CPU was still writing when the reader
 * passed by; it also bounds how late counted losses are told. What wakes it is the fork, as a rule: the exec comes
 * within a millisecond, and would have to wait for a look of its own.
 */
const IDLE: PollWait = { waitMs: 250, lingerMs: 1 };

/** How long ago a find has lost most of its weight, ns: ten looks of those that little happens between. */
const MEMORY_NS = 20_000_000;

/** Bytes found of late from which on the load counts as high: some 30 events. */
const BUSY_BYTES = 8 * 1024;

/** Starts at rest. */
export function createPollRhythm(): PollRhythm {
  let last: PollWait = IDLE;
  let lastAt = 0;
  /** Bytes found, each find with the weight that its age leaves it. */
  let recent = 0;
  /** Whether something was found since the last wait. */
  let hasFound = false;
  return {
    next(bytes, now, isMore = false) {
      recent = recent * Math.exp((lastAt - now) / MEMORY_NS) + bytes;
      lastAt = now;
      hasFound ||= bytes > 0;
      if (isMore) return NO_WAIT;
      if (recent >= BUSY_BYTES) last = BUSY;
      else last = hasFound || last === BUSY ? ALERT : IDLE;
      hasFound = false;
      return last;
    },
  };
}
