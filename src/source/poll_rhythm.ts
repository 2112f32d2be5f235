/**
 * When to look at the ring buffer again.
 *
 * The kernel wakes the reader at most once in 15 ms. After a wake-up the reader must therefore come by
 * itself until 15 ms have passed without a find; then the next event wakes it at once. While little
 * happens it comes every 2 ms, so that the exec behind a fork is not 15 ms late; under load every 15 ms.
 */
export interface PollRhythm {
  /** How long the next poll may wait, ms, given how many bytes the last one found. */
  next(bytes: number): number;
}

/** The kernel's silence between wake-ups, ms; WAKE_NS of the session. */
const SILENCE_MS = 15;

/** Between two looks while little happens, ms. */
const SHORT_MS = 2;

/** Bytes in one look from which on the load counts as high: some 60 events. */
const BUSY_BYTES = 16 * 1024;

/**
 * Longest wait, ms. No event waits for it, save one that another CPU was still writing when the reader
 * passed by; it also bounds how late counted losses are told.
 */
const IDLE_MS = 250;

/** Starts at rest. */
export function createPollRhythm(): PollRhythm {
  let quiet = SILENCE_MS;
  let last = IDLE_MS;
  return {
    next(bytes) {
      quiet = bytes > 0 ? 0 : quiet + last;
      if (bytes >= BUSY_BYTES) last = SILENCE_MS;
      else last = quiet > SILENCE_MS ? IDLE_MS : SHORT_MS;
      return last;
    },
  };
}
