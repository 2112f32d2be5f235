import { setImmediate } from "node:timers";
import { CONFIG, KIND, LIMIT, STATS, VERDICT } from "../wire/layout.gen.ts";
import type { Shim } from "./symbols.ts";
import { unwrap } from "./unwrap.ts";

/** What the kernel side shall trace. Lists longer than the kernel's limits must be left empty. */
export interface SessionConfig {
  /** Bytes of the ring buffer: a power of two, one page or more. */
  readonly ringSize: number;
  /** Kinds of records, by their names on the wire. */
  readonly kinds: readonly (keyof typeof KIND)[];
  /** Exits with status 0 are not reported. */
  readonly failedOnly: boolean;
  /** Nothing is traced: processes are listed once. @default false */
  readonly snapshotOnly?: boolean;
  /** Only processes of these uids; empty for any. */
  readonly uids: readonly number[];
  /** Only these processes; empty for any. */
  readonly pids: readonly number[];
  /** Only processes with one of these short names, 15 bytes at most; empty for any. */
  readonly comms: readonly string[];
  /** Short names of runtimes' helpers: their execs are delivered in any case. At most 24. */
  readonly helpers: readonly string[];
}

/** Events that the kernel side could not deliver since it was opened, summed over kinds. */
export interface KernelLosses {
  readonly ringFull: number;
  readonly tooLarge: number;
  readonly recursion: number;
  /** Records that nobody asked for, and that labels may have needed. */
  readonly forLabels: number;
}

/** At most one wake-up in this time under load, ns; see "the wake-up is the cost" in ARCHITECTURE.md. */
export const WAKE_NS = 20_000_000;

/** What the kernel does with events of a cgroup. */
export type Verdict = "deliver" | "drop" | "forget";

const VERDICTS: Readonly<Record<Verdict, number>> = {
  deliver: VERDICT.DELIVER,
  drop: VERDICT.DROP,
  forget: VERDICT.PENDING,
};

const MESSAGE_SIZE = 512;

/** Made callable while the kernel checks the programs, which is time that nobody misses. */
const NEEDED_NEXT: readonly (keyof Shim)[] = [
  "ctrack_attach",
  "ctrack_snapshot",
  "ctrack_poll",
  "ctrack_stats",
  "ctrack_set_verdict",
  "ctrack_keep_capabilities",
  "ctrack_clock_holds",
  "ctrack_spare_file",
];

function encodeConfig(config: SessionConfig): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CONFIG.size_);
  const view = new DataView(bytes.buffer);
  const put = (offset: number, value: number) => view.setUint32(offset, value, true);
  put(CONFIG.ring_size, config.ringSize);
  put(CONFIG.kinds, config.kinds.reduce((bits, kind) => bits | 1 << KIND[kind], 0));
  put(CONFIG.failed_only, config.failedOnly ? 1 : 0);
  put(CONFIG.snapshot_only, config.snapshotOnly === true ? 1 : 0);
  put(CONFIG.wake_ns, WAKE_NS);
  put(CONFIG.uid_count, config.uids.length);
  put(CONFIG.pid_count, config.pids.length);
  put(CONFIG.comm_count, config.comms.length);
  put(CONFIG.helper_count, config.helpers.length);
  config.uids.forEach((uid, i) => put(CONFIG.uids + 4 * i, uid));
  config.pids.forEach((pid, i) => put(CONFIG.pids + 4 * i, pid));
  const putNames = (offset: number, names: readonly string[]) =>
    names.forEach((name, i) => {
      const text = new TextEncoder().encode(name).subarray(0, LIMIT.COMM_LEN - 1);
      bytes.set(text, offset + LIMIT.COMM_LEN * i);
    });
  putNames(CONFIG.comms, config.comms);
  putNames(CONFIG.helpers, config.helpers);
  return bytes;
}

/** How long timers, signals and answers wait at most while this thread waits for the kernel, ms. */
const TURN_MS = 50;

/** How long a poll may take. */
export interface PollWait {
  /** Longest wait for the kernel's word, ms. @default 0 */
  readonly waitMs?: number;
  /** Meanwhile, how often to look without its word, ms; 0 for never. @default 0 */
  readonly lookMs?: number;
  /** After its word, how long to wait for what comes with it, ms. Not where this thread waits. @default 0 */
  readonly lingerMs?: number;
}

function touch(shim: Shim): void {
  try {
    for (const name of NEEDED_NEXT) void shim[name];
  } catch {
    // Whoever calls it meets the error; the library is under way and must be waited for.
  }
}

/** One tracing session: loaded programs, their ring buffer and their verdicts. */
export class Session {
  readonly #shim: Shim;
  readonly #address: Deno.PointerObject;
  readonly #message = new Uint8Array(MESSAGE_SIZE);
  readonly #stats = new Uint8Array(STATS.size_);
  /** When all else had its turn, ms of performance.now. */
  #turnAt = 0;

  private constructor(shim: Shim, address: Deno.PointerObject) {
    this.#shim = shim;
    this.#address = address;
  }

  /**
   * Loads the programs, off the main thread: runtimes can be asked meanwhile.
   *
   * @throws {ShimError} with the kernel's errno: EPERM without privilege.
   */
  static async open(shim: Shim, config: SessionConfig): Promise<Session> {
    const bytes = encodeConfig(config);
    const address = new BigUint64Array(1);
    const message = new Uint8Array(MESSAGE_SIZE);
    const opened = shim.ctrack_open(bytes, bytes.length, address, message, message.length);
    touch(shim);
    unwrap(await opened, "load the BPF programs", message);
    const pointer = Deno.UnsafePointer.create(address[0] ?? 0n);
    if (pointer === null) throw new Error("ctrack_open returned no session");
    return new Session(shim, pointer);
  }

  /** Events flow from here on. @throws {ShimError} */
  attach(): void {
    unwrap(
      this.#shim.ctrack_attach(this.#address, this.#message, MESSAGE_SIZE),
      "attach the BPF programs",
      this.#message,
    );
  }

  /**
   * The next part of the snapshot into `buffer` (64 KiB or more), off the main thread: resolves with the bytes
   * written, 0 at the end.
   *
   * @throws {ShimError}
   */
  async snapshot(buffer: Uint8Array<ArrayBuffer>): Promise<number> {
    const { ctrack_snapshot: snapshot } = this.#shim;
    const message = new Uint8Array(MESSAGE_SIZE);
    const used = await snapshot(this.#address, buffer, buffer.length, message, MESSAGE_SIZE);
    return unwrap(used, "take the snapshot of processes", message);
  }

  /**
   * Waits for the kernel's word and takes what the ring holds, framed, into `buffer` (128 KiB or more). Resolves
   * with the bytes written.
   *
   * @throws {ShimError}
   */
  async poll(
    buffer: Uint8Array<ArrayBuffer>,
    { waitMs = 0, lookMs = 0, lingerMs = 0 }: PollWait = {},
  ): Promise<number> {
    const { ctrack_poll: poll } = this.#shim;
    const used = await poll(this.#address, buffer, buffer.length, waitMs, lookMs, lingerMs);
    return unwrap(used, "read the ring buffer");
  }

  /**
   * The same, but the wait is this thread's own, and nothing else happens meanwhile: {@link poll} has another thread
   * wait, and pays for the way there and back. What else is due comes first, unless its turn was {@link TURN_MS} ago
   * or less.
   *
   * @throws {ShimError}
   */
  async pollHere(buffer: Uint8Array<ArrayBuffer>, waitMs = 0): Promise<number> {
    if (performance.now() - this.#turnAt > TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#turnAt = performance.now();
    }
    const used = this.#shim.ctrack_poll_here(this.#address, buffer, buffer.length, waitMs);
    return unwrap(used, "read the ring buffer");
  }

  /** Ends the poll under way, or the next one, at once. */
  interrupt(): void {
    unwrap(this.#shim.ctrack_interrupt(this.#address), "interrupt the poll");
  }

  /**
   * Says what the kernel does with events of a cgroup; `forget` makes its next event announce it again.
   * A cgroup that has gone is no error.
   */
  setVerdict(id: number, hierarchy: number, verdict: Verdict): void {
    this.#shim.ctrack_set_verdict(this.#address, BigInt(id), hierarchy, VERDICTS[verdict]);
  }

  /**
   * Says what the kernel does with events from a mount namespace (of a process record) whose
   * cgroups are dropped.
   */
  setMounts(id: number, verdict: "deliver" | "drop"): void {
    this.#shim.ctrack_set_mounts(this.#address, BigInt(id), VERDICTS[verdict]);
  }

  /** Losses so far. */
  losses(): KernelLosses {
    unwrap(this.#shim.ctrack_stats(this.#address, this.#stats, STATS.size_), "read the statistics");
    const numbers = new BigUint64Array(this.#stats.buffer);
    const sum = (offset: number) => {
      let total = 0;
      for (let i = 1; i < LIMIT.KINDS; i++) total += Number(numbers[offset / 8 + i] ?? 0n);
      return total;
    };
    return {
      ringFull: sum(STATS.ring_full),
      tooLarge: sum(STATS.too_large),
      recursion: Number(numbers[STATS.recursion / 8] ?? 0n),
      forLabels: Number(
        (numbers[STATS.ring_full / 8] ?? 0n) + (numbers[STATS.too_large / 8] ?? 0n),
      ),
    };
  }

  /** Detaches and unloads. No poll may be under way. */
  close(): void {
    this.#shim.ctrack_close(this.#address);
  }
}
