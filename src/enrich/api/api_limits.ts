/** All bounds of the clients of Docker's API in one place; a hostile daemon meets each of them. */

/** Time limits, ms. */
export interface ApiTiming {
  /** Until the headers of `_ping`, `version` and `events`: a busy dockerd answers within 1 s. */
  readonly answerMs: number;
  /** For the whole list: 20 ms for 100 containers, so this is a daemon in trouble. */
  readonly listMs: number;
  /** For one lookup: it takes 1 to 3 ms, and events wait for it at most some 100 ms. */
  readonly lookupMs: number;
  /** For one inspect: 0.3 ms, but it waits while its container is started, paused or removed. */
  readonly inspectMs: number;
  /** First pause before a new attempt. */
  readonly backoffMinMs: number;
  /** Longest pause before a new attempt; a session that was up as long starts prompt again. */
  readonly backoffMaxMs: number;
}

/** Size limits. */
export interface ApiLimits {
  /** Bytes of a list answer that are read: 2 KiB a container makes 32,768 of them. */
  readonly listBytes: number;
  /** Bytes of a lookup's answer: one container, whose labels may be large. */
  readonly lookupBytes: number;
  /** Bytes of the answer to an inspect: 6 KiB without labels, environment and mounts. */
  readonly inspectBytes: number;
  /** Bytes of one event line or one list entry; longer ones are skipped and counted. */
  readonly pieceBytes: number;
  /** Ids kept to tell what vanished in an outage: beyond what one host runs, some 10 MB at worst. */
  readonly knownIds: number;
  /**
   * Lookups in flight: one takes 1 to 3 ms, so these are 10,000 a second; each holds a file descriptor, of which 1,024
   * is a common limit, and 200 KB of buffers, which the heap keeps.
   */
  readonly lookups: number;
  /** Inspects in flight: nothing waits for them, and each may hold a megabyte. */
  readonly inspects: number;
}

/** Used where the options say nothing else. */
export const DEFAULT_TIMING: ApiTiming = {
  answerMs: 5_000,
  listMs: 30_000,
  lookupMs: 1_000,
  inspectMs: 5_000,
  backoffMinMs: 100,
  backoffMaxMs: 5_000,
};

/** Used where the options say nothing else. */
export const DEFAULT_LIMITS: ApiLimits = {
  listBytes: 64 * 1024 * 1024,
  lookupBytes: 2 * 1024 * 1024,
  inspectBytes: 2 * 1024 * 1024,
  pieceBytes: 1024 * 1024,
  knownIds: 32_768,
  lookups: 32,
  inspects: 8,
};
