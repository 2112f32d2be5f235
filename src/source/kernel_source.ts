import { decodeFramed, decodeUnframed } from "../decode/decode_batch.ts";
import { recordBytes } from "../decode/record_bytes.ts";
import type { CgroupKey, Event } from "../model/event.ts";
import { openShim } from "../shim/open_shim.ts";
import { Session, type SessionConfig } from "../shim/session.ts";
import type { Shim } from "../shim/symbols.ts";
import type { EventSource, Verdict } from "./event_source.ts";
import { LossCounter } from "./loss_counter.ts";
import { createPollRhythm } from "./poll_rhythm.ts";
import { withProcArgs } from "./proc_args.ts";

/** What one poll takes at most: a fifth of a second at the highest rate that two cores make. */
const BUFFER_SIZE = 1 << 20;

/** Nanoseconds since boot and since 1970, at one moment. */
function readClocks(shim: Shim): { readonly boot: bigint; readonly wall: bigint } {
  const clocks = new BigUint64Array(2);
  shim.symbols.ctrack_clock(clocks);
  const [boot = 0n, wall = 0n] = clocks;
  return { boot, wall };
}

/** Events of this host's kernel. */
export class KernelSource implements EventSource {
  readonly bootEpoch: bigint;
  readonly #session: Session;
  readonly #wantsProcesses: boolean;
  readonly #bytes = recordBytes(new ArrayBuffer(BUFFER_SIZE));
  readonly #buffer = new Uint8Array(this.#bytes.u8.buffer as ArrayBuffer);
  readonly #losses = new LossCounter("process");
  readonly #bootAtStart: number;
  readonly #startedAt = performance.now();
  #undecodable = 0;

  private constructor(shim: Shim, session: Session, wantsProcesses: boolean) {
    const { boot, wall } = readClocks(shim);
    this.bootEpoch = wall - boot;
    this.#bootAtStart = Number(boot);
    this.#session = session;
    this.#wantsProcesses = wantsProcesses;
  }

  /**
   * Loads the programs into the kernel. Events flow once `batches` is read.
   *
   * @throws {ShimError} when the kernel refuses, EPERM without privilege.
   */
  static open(config: SessionConfig): KernelSource {
    const shim = openShim();
    const session = Session.open(shim, config);
    return new KernelSource(shim, session, config.kinds.includes("PROCESS"));
  }

  now(): number {
    return this.#bootAtStart + (performance.now() - this.#startedAt) * 1e6;
  }

  setVerdict(cgroup: CgroupKey, verdict: Verdict): void {
    this.#session.setVerdict(cgroup.id, cgroup.hierarchy, verdict);
  }

  close(): void {
    this.#session.close();
  }

  async *batches(signal: AbortSignal): AsyncGenerator<readonly Event[]> {
    const interrupt = () => this.#session.interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      this.#session.attach();
      yield* this.#snapshot();
      const rhythm = createPollRhythm();
      let wait = 0;
      while (!signal.aborted) {
        const used = await this.#session.poll(this.#buffer, wait);
        wait = rhythm.next(used);
        yield this.#decode(used);
      }
      yield await this.#drain();
    } finally {
      signal.removeEventListener("abort", interrupt);
    }
  }

  /** Processes that run already. The iterator announces their cgroups in the ring: read that first. */
  async *#snapshot(): AsyncGenerator<readonly Event[]> {
    const buffer = new Uint8Array(BUFFER_SIZE);
    const bytes = recordBytes(buffer.buffer);
    for (;;) {
      const used = this.#session.snapshot(buffer);
      if (used === 0) return;
      yield this.#decode(await this.#session.poll(this.#buffer, 0));
      if (!this.#wantsProcesses) continue;
      const { events, undecodable } = decodeUnframed(bytes, used);
      this.#undecodable += undecodable;
      yield events.map(withProcArgs);
    }
  }

  /** What happened before the stop and was not read yet. Bounded: new events do not keep it alive. */
  async #drain(): Promise<readonly Event[]> {
    return this.#decode(await this.#session.poll(this.#buffer, 0));
  }

  #decode(used: number): readonly Event[] {
    const { events, undecodable } = decodeFramed(this.#bytes, used);
    this.#undecodable += undecodable;
    const lost = this.#losses.tell(
      { ...this.#kernelLosses(), undecodable: this.#undecodable },
      this.now(),
    );
    return lost.length > 0 ? [...events, ...lost] : events;
  }

  #kernelLosses() {
    const { ringFull, tooLarge, recursion } = this.#session.losses();
    return { ring_full: ringFull, too_large: tooLarge, recursion };
  }
}
