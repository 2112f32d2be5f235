import { decodeFramed, decodeUnframed } from "../decode/decode_batch.ts";
import { recordBytes } from "../decode/record_bytes.ts";
import type { CgroupKey, Event } from "../model/event.ts";
import { Command } from "../shim/command.ts";
import { openShim } from "../shim/open_shim.ts";
export type { Command };
export { ShimError } from "../shim/shim_error.ts";
import { type PollWait, Session, type SessionConfig } from "../shim/session.ts";
import type { Shim } from "../shim/symbols.ts";
import type { EventSource, Verdict } from "./event_source.ts";
import { LossCounter } from "./loss_counter.ts";
import { createPollRhythm } from "./poll_rhythm.ts";
import type { KernelEvent } from "../decode/decode_record.ts";
import { withProcArgs } from "./proc_args.ts";
import { UsageSums } from "./usage_sums.ts";

/**
 * What one poll takes at most, bytes: what happens in 15 ms at the highest rate that two cores make. What
 * one poll leaves the next one takes at once; larger ones make more garbage than a young heap holds.
 */
const BUFFER_SIZE = 1 << 18;

/** A poll that took this much stopped for want of room: the largest record no longer fitted. */
const FULL_SIZE = BUFFER_SIZE - (1 << 16);

/** More is there already. */
const NO_WAIT: PollWait = {};

/** What the kernel shall trace. */
export type KernelConfig = SessionConfig;

/** This host's kernel, before anything is loaded into it. */
export class Kernel {
  /** Nanoseconds from 1970 to the boot. */
  readonly bootEpoch: bigint;
  readonly #shim: Shim;
  readonly #clocks = new BigUint64Array(2);

  /** Loads the shim. @throws {ShimError} when it does not load or was built from other sources. */
  constructor() {
    this.#shim = openShim();
    this.now();
    this.bootEpoch = this.#clocks[1] ?? 0n;
  }

  /** Nanoseconds since boot now: the clock of the events. */
  now(): number {
    this.#shim.symbols.ctrack_clock(this.#clocks);
    return Number(this.#clocks[0] ?? 0n);
  }

  /**
   * Starts a program for the user; see {@link Command.start}.
   *
   * @throws {ShimError}
   */
  start(argv: readonly string[]): Command {
    return Command.start(this.#shim, argv);
  }

  /**
   * Loads and attaches the programs: from here on events wait in the ring for the source to read them.
   *
   * @throws {ShimError} when the kernel refuses, EPERM without privilege.
   */
  async open(config: KernelConfig): Promise<KernelSource> {
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
  #undecodable = 0;
  #isClosed = false;

  /** Takes over the session. */
  constructor(kernel: Kernel, session: Session, config: KernelConfig) {
    this.#kernel = kernel;
    this.#session = session;
    this.#ringSize = config.ringSize;
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
    this.#session.close();
  }

  async *batches(signal: AbortSignal): AsyncGenerator<Iterable<Event>> {
    const interrupt = () => this.#session.interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      yield await this.#snapshot();
      const rhythm = createPollRhythm();
      let wait: PollWait = NO_WAIT;
      while (!signal.aborted) {
        const used = await this.#session.poll(this.#bytes.u8, wait);
        wait = used >= FULL_SIZE ? NO_WAIT : rhythm.next(used);
        yield* this.#decode(used);
      }
      yield* this.#drain();
    } finally {
      signal.removeEventListener("abort", interrupt);
    }
  }

  /**
   * Processes that run already, parents before their children, and what happened while they were listed. The
   * iterator announces their cgroups in the ring, which is read behind it: these come first of all.
   */
  async #snapshot(): Promise<Iterable<Event>> {
    const buffer = new Uint8Array(BUFFER_SIZE);
    const bytes = recordBytes(buffer.buffer);
    const announced: Event[] = [];
    const running: KernelEvent[] = [];
    const happened: Event[] = [];
    const usages = new UsageSums();
    for (let used; (used = this.#session.snapshot(buffer)) > 0;) {
      for (const part of this.#decode(await this.#session.poll(this.#bytes.u8))) {
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
      yield* this.#decode(used);
      if (used < FULL_SIZE) return;
      left -= used;
    }
  }

  /** What a poll wrote, and then what was lost. */
  *#decode(used: number): Generator<Iterable<Event>> {
    const batch = decodeFramed(this.#bytes, used);
    yield batch;
    this.#undecodable += batch.undecodable;
    const lost = this.#losses.tell(
      { ...this.#kernelLosses(), undecodable: this.#undecodable },
      this.#kernel.now(),
    );
    if (lost.length > 0) yield lost;
  }

  #kernelLosses() {
    const { ringFull, tooLarge, recursion } = this.#session.losses();
    return { ring_full: ringFull, too_large: tooLarge, recursion };
  }
}

/** Whether an event only makes a cgroup known: it may come as early as it can. */
function isAnnouncement(event: Event): boolean {
  return event.kind === "cgroup" && (event.action === "seen" || event.action === "create");
}
