/** Something that happened to the host or to this process, and that whoever reads events should know of. Times in ns. */
export type HostNotice =
  /** The clock of the day was stepped; back where `by` is negative. */
  | { readonly kind: "clock_stepped"; readonly by: number }
  /** This process did not run: it was stopped, had no CPU, or waited for a disk. */
  | { readonly kind: "stood_still"; readonly for: number }
  /** The host was suspended. */
  | { readonly kind: "suspended"; readonly for: number }
  /** No file can be opened: this process has as many as it may, or the host has. */
  | { readonly kind: "no_file" };

/** What is read at each look. */
export interface HostReadings {
  /** Ns since boot, which counts while the host is suspended. */
  readonly bootNow: () => number;
  /** Ms on a clock that does not. */
  readonly runningNow: () => number;
  /** Whether one more file can be opened. */
  readonly hasSpareFile: () => boolean;
}

/** How often the host is to be looked at, ms. */
export const LOOK_EVERY_MS = 1000;

/** A look this late says that there was no other before, ms. */
const STILL_MS = 4 * LOOK_EVERY_MS;

/** The host was suspended for more than two readings of clocks can be apart, ns. */
const SUSPENDED_NS = 1_000_000_000;

/** How long after a word of it there is no other of the same want of files, ms. */
const FILE_TOLD_MS = 60_000;

/** Notices that nobody took are of no use. */
const NOTICES_MAX = 16;

const NS_PER_MS = 1e6;

/** Finds out when this process or the host stood still, and when it can open no more files. */
export class HostWatch {
  readonly #read: HostReadings;
  /** Of the last look; `before` it was read what the running clock said. */
  #last: { readonly boot: number; readonly before: number } | undefined;
  #fileToldAt = -Infinity;
  #notices: HostNotice[] = [];

  constructor(readings: HostReadings) {
    this.#read = readings;
  }

  /** Something else that is to be told. */
  notice(notice: HostNotice): void {
    if (this.#notices.length < NOTICES_MAX) this.#notices.push(notice);
  }

  /** To be called every {@link LOOK_EVERY_MS}, from the beginning of the tracing on. */
  look(): void {
    const { bootNow, runningNow, hasSpareFile } = this.#read;
    const before = runningNow();
    const boot = bootNow();
    const after = runningNow();
    if (this.#last !== undefined) {
      // At most: it may have been stopped between the readings of one look.
      const ran = after - this.#last.before;
      if (ran > STILL_MS) this.notice({ kind: "stood_still", for: ran * NS_PER_MS });
      const suspended = boot - this.#last.boot - ran * NS_PER_MS;
      if (suspended > SUSPENDED_NS) this.notice({ kind: "suspended", for: suspended });
    }
    this.#last = { boot, before };
    if (hasSpareFile()) return;
    if (after - this.#fileToldAt >= FILE_TOLD_MS) this.notice({ kind: "no_file" });
    // One word for as long as it lasts.
    this.#fileToldAt = after;
  }

  /** What is new since the last call. */
  take(): readonly HostNotice[] {
    if (this.#notices.length === 0) return this.#notices;
    const taken = this.#notices;
    this.#notices = [];
    return taken;
  }
}
