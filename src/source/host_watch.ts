/** Something that happened to the host or to this process, and that whoever reads events should know of. Times in ns. */
export type HostNotice =
  /** The clock of the day was stepped; back where `by` is negative. */
  | { readonly kind: "clock_stepped"; readonly by: number }
  /** This process did not run: it was stopped, or had no CPU. */
  | { readonly kind: "stood_still"; readonly for: number }
  /** The host was suspended. */
  | { readonly kind: "suspended"; readonly for: number }
  /** No file can be opened: this process has as many as it may, or the host has. */
  | { readonly kind: "no_file" };

/** One look at the clocks, behind a wait. */
export interface ClockReading {
  /** Ns since boot, which counts while the host is suspended. */
  readonly boot: number;
  /** Ms on a clock that does not. */
  readonly running: number;
  /** The same before the wait. */
  readonly waitedSince: number;
}

/** Longer waits than this are no wait: none is meant to take more than 250 ms. */
const STILL_MS = 3000;

/** The host was suspended for more than two readings of clocks can be apart, ms. */
const SUSPENDED_MS = 1000;

/** How often it is tried whether a file can be opened, and how long after a word of it there is no other, ms. */
const FILE_LOOK_MS = 1000;
const FILE_TOLD_MS = 60_000;

/** Notices that nobody took are of no use. */
const NOTICES_MAX = 16;

const NS_PER_MS = 1e6;

/** Finds out when this process or the host stood still, and when it can open no more files. */
export class HostWatch {
  readonly #hasSpareFile: () => boolean;
  #last: ClockReading | undefined;
  #fileLookedAt = -Infinity;
  #fileToldAt = -Infinity;
  #notices: HostNotice[] = [];

  constructor(hasSpareFile: () => boolean) {
    this.#hasSpareFile = hasSpareFile;
  }

  /** Something else that is to be told. */
  notice(notice: HostNotice): void {
    if (this.#notices.length < NOTICES_MAX) this.#notices.push(notice);
  }

  /** Looks at the clocks behind a wait, and whether a file can be opened. */
  look(reading: ClockReading): void {
    const { boot, running, waitedSince } = reading;
    const waited = running - waitedSince;
    if (waited > STILL_MS) this.notice({ kind: "stood_still", for: waited * NS_PER_MS });
    if (this.#last !== undefined) {
      const suspended = (boot - this.#last.boot) - (running - this.#last.running) * NS_PER_MS;
      if (suspended > SUSPENDED_MS * NS_PER_MS) this.notice({ kind: "suspended", for: suspended });
    }
    this.#last = reading;
    if (running - this.#fileLookedAt >= FILE_LOOK_MS) this.#lookForFile(running);
  }

  #lookForFile(now: number): void {
    this.#fileLookedAt = now;
    if (this.#hasSpareFile()) return;
    if (now - this.#fileToldAt >= FILE_TOLD_MS) this.notice({ kind: "no_file" });
    // One word for as long as it lasts.
    this.#fileToldAt = now;
  }

  /** What is new since the last call. */
  take(): readonly HostNotice[] {
    if (this.#notices.length === 0) return this.#notices;
    const taken = this.#notices;
    this.#notices = [];
    return taken;
  }
}
