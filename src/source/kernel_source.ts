import { decodeFramed, decodeUnframed } from "../decode/decode_batch.ts";
import { recordBytes } from "../decode/record_bytes.ts";
import { BootEpochs } from "../model/boot_epochs.ts";
import type { CgroupKey, Event } from "../model/event.ts";
import { Command } from "../shim/command.ts";
import { openShim } from "../shim/open_shim.ts";
export type { Command };
import { OPTIONAL_PROGRAMS, type OptionalProgram } from "../shim/optional_programs.ts";
export { OPTIONAL_PROGRAMS, type OptionalProgram };
export { ShimError } from "../shim/shim_error.ts";
import { atUsualPriority, raisePriority } from "../shim/priority.ts";
import { type PollWait, Session, type SessionConfig } from "../shim/session.ts";
import type { Shim } from "../shim/symbols.ts";
import { unwrap } from "../shim/unwrap.ts";
import type { EventSource, Verdict } from "./event_source.ts";
import { type HostNotice, HostWatch, LOOK_EVERY_MS } from "./host_watch.ts";
import { LossCounter } from "./loss_counter.ts";
import { BUSY, createPollRhythm, NO_WAIT } from "./poll_rhythm.ts";
import type { KernelEvent } from "../decode/decode_record.ts";
import { withProcArgs } from "./proc_args.ts";
import { SnapshotReader } from "./snapshot_reader.ts";
import { UsageSums } from "./usage_sums.ts";

/**
 * What one poll takes at most, bytes: twice what happens in 20 ms at the highest rate that two cores make. What
 * one poll leaves the next one takes at once.
 */
const BUFFER_SIZE = 1 << 19;

/** Bytes of a part of the snapshot where nothing else is wanted: a thousand processes are read in one go. */
const LIST_PART_SIZE = 1 << 21;

/** A poll that took this much stopped for want of room: the largest record no longer fitted. */
const FULL_SIZE = BUFFER_SIZE - (1 << 16);

/** How often the kernel is asked for losses, ns: eight calls, more than all else that a look at the ring costs. */
const LOSSES_LOOK_NS = 100_000_000;

/** Losses are told behind the events before them, but under a load that never ends at least this often, ns. */
const LOSSES_WAIT_NS = 1_000_000_000;

/** What the kernel shall trace. */
export type KernelConfig = SessionConfig;

/** This host's kernel, before anything is loaded into it. */
export class Kernel {
  /** What the clock of the day shows. It is followed while events are read. */
  readonly epochs: BootEpochs;
  readonly #shim: Shim;
  readonly #clocks = new BigUint64Array(2);
  readonly #watch: HostWatch;

  /** Loads the shim. @throws {ShimError} when it does not load or was built from other sources. */
  constructor() {
    const shim = this.#shim = openShim();
    this.#watch = new HostWatch({
      bootNow: () => this.followClock(),
      runningNow: () => performance.now(),
      hasSpareFile: () => shim.ctrack_spare_file() === 0,
    });
    this.now();
    this.epochs = new BootEpochs(this.#clocks[1] ?? 0n);
  }

  /** Nanoseconds since boot now: the clock of the events. */
  now(): number {
    this.#shim.ctrack_clock(this.#clocks);
    return Number(this.#clocks[0] ?? 0n);
  }

  /** The errno with which this kernel refuses programs of a kind that ctrack does without; 0 where it takes them. */
  refuses(program: OptionalProgram): number {
    return -this.#shim.ctrack_optional(OPTIONAL_PROGRAMS.indexOf(program));
  }

  /** When the clock showed a moment, ns since 1970: as ns since boot. */
  timeOf(moment: bigint): number {
    // Whoever read it may know of a step before we do.
    return this.epochs.timeOf(moment, this.followClock());
  }

  /** Notices a step of the clock, after which {@link epochs} know it. Returns ns since boot. */
  followClock(): number {
    const { latest } = this.epochs;
    const holds = this.#shim.ctrack_clock_holds(latest, this.#clocks) !== 0;
    if (holds) return Number(this.#clocks[0] ?? 0n);
    const time = this.now();
    const epoch = this.#clocks[1] ?? latest;
    this.epochs.step({ time, epoch });
    this.#watch.notice({ kind: "clock_stepped", by: Number(epoch - latest) });
    return time;
  }

  /** Looks at the host and this process from now on, until it is disposed. */
  watch(): Disposable {
    this.#watch.look();
    const timer = setInterval(() => this.#watch.look(), LOOK_EVERY_MS);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  }

  /** What happened to the host and to this process, since the last call. */
  takeNotices(): readonly HostNotice[] {
    return this.#watch.take();
  }

  /**
   * Starts a program for the user; see {@link Command.start}.
   *
   * @throws {ShimError}
   */
  start(argv: readonly string[]): Command {
    return atUsualPriority(() => Command.start(this.#shim, argv));
  }

  /**
   * Gives up all capabilities but these, by number, in all threads.
   *
   * @throws {ShimError}
   */
  keepCapabilities(bits: readonly number[]): void {
    const keep = bits.reduce((set, bit) => set | 1n << BigInt(bit), 0n);
    unwrap(this.#shim.ctrack_keep_capabilities(keep), "give up privileges");
  }

  /**
   * Loads and attaches the programs: from here on events wait in the ring for the source to read them.
   *
   * @throws {ShimError} when the kernel refuses, EPERM without privilege.
   */
  async open(config: KernelConfig): Promise<KernelSource> {
    if (config.snapshotOnly !== true) raisePriority();
    const session = await Session.open(this.#shim, config);
    try {
      session.attach();
    } catch (error) {
      session.close();
      throw error;
    }
    return new KernelSource(this, session, config);
  }
}

/** Events of this host's kernel. */
export class KernelSource implements EventSource {
  readonly #kernel: Kernel;
  readonly #session: Session;
  readonly #ringSize: number;
  readonly #bytes = recordBytes(new ArrayBuffer(BUFFER_SIZE));
  readonly #losses = new LossCounter("process");
  readonly #reader: SnapshotReader;
  #undecodable = 0;
  /** Ns since boot; undefined when there is no loss to tell. */
  #lossSeenAt: number | undefined;
  /** When losses are asked for again, ns since boot. */
  #lossesDueAt = 0;
  #isClosed = false;

  /** Takes over the session, and has the kernel begin to list its processes. */
  constructor(kernel: Kernel, session: Session, config: KernelConfig) {
    this.#kernel = kernel;
    this.#session = session;
    this.#ringSize = config.ringSize;
    this.#reader = config.snapshotOnly === true
      ? new SnapshotReader(session, { partSize: LIST_PART_SIZE })
      : new SnapshotReader(session);
    this.#reader.begin();
  }

  /** Records that only labels may have needed, and that the ring had no room for. */
  get lostForLabels(): number {
    return this.#isClosed ? 0 : this.#session.losses().forLabels;
  }

  setVerdict(cgroup: CgroupKey, verdict: Verdict): void {
    if (!this.#isClosed) this.#session.setVerdict(cgroup.id, cgroup.hierarchy, verdict);
  }

  setMounts(mountNamespace: number, verdict: "deliver" | "drop"): void {
    if (!this.#isClosed) this.#session.setMounts(mountNamespace, verdict);
  }

  /** Has what is in the ring read now. */
  wake(): void {
    if (!this.#isClosed) this.#session.interrupt();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.#reader.settled().then(() => this.#session.close());
  }

  async *batches(
    signal: AbortSignal,
    isFree: () => boolean = () => false,
  ): AsyncGenerator<Iterable<Event>> {
    const interrupt = () => this.#session.interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
    using _watch = this.#kernel.watch();
    try {
      yield await this.list();
      const rhythm = createPollRhythm();
      let wait: PollWait = NO_WAIT;
      while (!signal.aborted) {
        const used = await this.#poll(wait, isFree);
        const now = this.#kernel.followClock();
        // A loop where `yield*` would do: that one wraps each batch in an iterator for those who wait.
        for (const part of this.#decode(used, now)) yield part;
        const isHasty = used >= FULL_SIZE || this.#lossSeenAt !== undefined;
        wait = rhythm.next(used, now, isHasty);
      }
      yield* this.#drain();
    } finally {
      signal.removeEventListener("abort", interrupt);
    }
  }

  /**
   * Processes that run, parents before their children, and what happened while they were listed. The
   * iterator announces their cgroups in the ring, which is read behind it: these come first of all. Between
   * batches only.
   *
   * @throws {ShimError}
   */
  async list(): Promise<Iterable<Event>> {
    const announced: Event[] = [];
    const running: KernelEvent[] = [];
    const happened: Event[] = [];
    const usages = new UsageSums();
    for await (const { bytes, used } of this.#reader.parts()) {
      const taken = await this.#session.poll(this.#bytes.u8);
      for (const part of this.#decode(taken, this.#kernel.now())) {
        for (const event of part) (isAnnouncement(event) ? announced : happened).push(event);
      }
      const batch = decodeUnframed(bytes, used);
      for (const record of batch) {
        if (record.kind === "usage") usages.add(record);
        else running.push(withProcArgs(record));
      }
      this.#undecodable += batch.undecodable;
    }
    running.sort((a, b) => (a.process?.startTime ?? 0) - (b.process?.startTime ?? 0));
    return [...announced, ...running.map((event) => usages.complete(event)), ...happened];
  }

  /** What happened before the stop and was not read yet. Bounded: new events do not keep it alive. */
  async *#drain(): AsyncGenerator<Iterable<Event>> {
    for (let left = this.#ringSize; left > 0;) {
      const used = await this.#session.poll(this.#bytes.u8);
      yield* this.#decode(used, this.#kernel.now());
      if (used < FULL_SIZE) break;
      left -= used;
    }
    yield this.#tellLosses();
  }

  /** Under load, where nobody else needs this thread, a wait of its own costs less than one of another. */
  #poll(wait: PollWait, isFree: () => boolean): Promise<number> {
    const isLoaded = wait === BUSY || wait === NO_WAIT;
    return isLoaded && isFree()
      ? this.#session.pollHere(this.#bytes.u8, wait.waitMs)
      : this.#session.poll(this.#bytes.u8, wait);
  }

  /** What a poll wrote, and then what was lost by `now`, ns since boot. */
  *#decode(used: number, now: number): Generator<Iterable<Event>> {
    const batch = decodeFramed(this.#bytes, used);
    yield batch;
    this.#undecodable += batch.undecodable;
    if (this.#areLossesDue(used, now)) yield this.#tellLosses();
  }

  /**
   * What did not fit into the ring came behind what lies there, so it is told when that has been read: behind a
   * poll that began after the loss and emptied the ring.
   */
  #areLossesDue(used: number, now: number): boolean {
    if (this.#lossSeenAt === undefined && now < this.#lossesDueAt) return false;
    this.#lossesDueAt = now + LOSSES_LOOK_NS;
    if (!this.#losses.areNew(this.#allLosses())) return false;
    if (this.#lossSeenAt === undefined) {
      this.#lossSeenAt = now;
      return false;
    }
    return used < FULL_SIZE || now - this.#lossSeenAt > LOSSES_WAIT_NS;
  }

  #tellLosses(): readonly Event[] {
    this.#lossSeenAt = undefined;
    return this.#losses.tell(this.#allLosses(), this.#kernel.now());
  }

  #allLosses() {
    const { ringFull, tooLarge, recursion } = this.#session.losses();
    return {
      ring_full: ringFull,
      too_large: tooLarge,
      recursion,
      undecodable: this.#undecodable,
    };
  }
}

/** Whether an event only makes a cgroup known: it may come as early as it can. */
function isAnnouncement(event: Event): boolean {
  return event.kind === "cgroup" && (event.action === "seen" || event.action === "create");
}
