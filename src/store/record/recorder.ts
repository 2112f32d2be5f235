import type { LabelledEvent } from "../../model/labelled_event.ts";
import { checksumSeed } from "./block.ts";
import { packBlock } from "./pack_block.ts";
import { reasonOf } from "./part_file.ts";
import { PartPlan } from "./part_plan.ts";
import { RecordingSet, type RecordingSetOptions } from "./recording_set.ts";
import { ValueWriter } from "./value_writer.ts";

/** What a recording is made of. */
export interface RecorderOptions extends RecordingSetOptions {
  /** Gets a sentence when something cannot be written, once for each outage; recording goes on as far as it can. */
  readonly onProblem: (message: string) => void;
  /**
   * Who runs, as `process` events of the times when they were last heard of: for the beginning of a new file, so that
   * it tells by itself who is there. Called between two events, all of which came before. @default nobody is known
   */
  readonly running?: (() => Iterable<LabelledEvent>) | undefined;
  /** Gets the number of events that are missing so far, when an outage is over. */
  readonly onRecovery: (missed: number) => void;
}

/** A block is full with this many bytes before compression: some thousand events. */
const BLOCK_SIZE = 256 << 10;

/** How long an event may wait for its block to be written, ms: what a killed recorder loses. */
const BLOCK_WAIT_MS = 1000;

/** Bytes that may wait for a slow disk; what is more is not recorded. */
const BACKLOG_MAX = 16 << 20;

/** How long all must have been written again before an outage is over, ns: some blocks fit a disk that is full. */
const WRITTEN_WELL_NS = 2_000_000_000;

/** A block that is ready to be written. */
interface Sealed {
  readonly bytes: Uint8Array;
  /** Events in it. */
  readonly count: number;
  /** Events in front of it. */
  readonly before: number;
}

/** Writes events to a file, in blocks that can each be read by themselves. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #set: RecordingSet;
  readonly #seed: number;
  readonly #writer = new ValueWriter();
  /** Absent where one file takes all. */
  readonly #plan: PartPlan | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #count = 0;
  #first = Infinity;
  #last = -Infinity;
  /** Events taken, up to the block that is being filled. */
  #taken = 0;
  #missed = 0;
  #backlog = 0;
  /** The last try to begin a new file failed. */
  #isStuck = false;
  /** When writing failed last, ns since boot; undefined when all is well. */
  #failedAt: number | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(options: RecorderOptions, set: RecordingSet) {
    this.#options = options;
    this.#set = set;
    const { rotation } = options;
    this.#plan = rotation && new PartPlan(rotation, set.size, performance.now());
    this.#seed = checksumSeed(set.id);
    this.#writer.begin();
  }

  /**
   * Makes the file, under another name until {@link begin}.
   *
   * @throws {RecordingError} when it cannot be made, or something else has its name.
   */
  static async create(options: RecorderOptions): Promise<Recorder> {
    return new Recorder(options, await RecordingSet.create(options));
  }

  /** Events that could not be written. */
  get missed(): number {
    return this.#missed;
  }

  /** Gives the file its name, before the first event. @throws {RecordingError} when it cannot. */
  begin(): void {
    this.#set.publish();
  }

  /** Adds an event. Does not wait for the disk. */
  add(labelled: LabelledEvent): void {
    const mayRotate = this.#count === 0 && this.#backlog <= BACKLOG_MAX;
    if (mayRotate && this.#plan?.isDue(performance.now())) this.#rotate(this.#plan);
    const fault = this.#write(labelled);
    if (fault !== undefined) {
      this.flush();
      this.#taken++;
      this.#miss(1, fault);
      return;
    }
    const { time } = labelled.event;
    if (time < this.#first) this.#first = time;
    if (time > this.#last) this.#last = time;
    this.#count++;
    if (this.#writer.length >= BLOCK_SIZE) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), BLOCK_WAIT_MS);
  }

  /** Ends the block and hands it over to be written: a full one, or one whose first event has waited enough. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const count = this.#count;
    if (count > 0) {
      const bytes = this.#seal({ kind: "events", count, first: this.#first, last: this.#last });
      this.#plan?.added(bytes.length);
      this.#enqueue({ bytes, count, before: this.#taken });
    }
    this.#taken += count;
    this.#count = 0;
    this.#first = Infinity;
    this.#last = -Infinity;
    this.#writer.begin();
  }

  /**
   * Writes what waits, and the end. Nothing may be added any more. Resolves with whether all events are
   * written.
   */
  async close(): Promise<boolean> {
    this.flush();
    await this.#writing;
    try {
      await this.#set.end(this.#taken);
    } catch (error) {
      this.#tell(error);
      return false;
    }
    return this.#missed === 0;
  }

  /** Ends a recording that has not begun: leaves no file. */
  discard(): void {
    clearTimeout(this.#timer);
    this.#set.discard();
  }

  /** Adds processes that ran at this time, ns since boot: nobody saw now how they came to be. */
  addRunning(running: Iterable<LabelledEvent>, time: number): void {
    this.flush();
    for (const bytes of this.#packRunning(running, time)) {
      this.#enqueue({ bytes, count: 0, before: this.#taken });
    }
  }

  /** The next event is the first one of a new file. Nothing waits to become a block. */
  #rotate(plan: PartPlan): void {
    // Whole, as the times of events are: moments that are asked for have no parts of a nanosecond.
    const { now: clock, running: tell = () => [] } = this.#options;
    const now = Math.round(clock());
    const before = this.#taken;
    const running = [...this.#packRunning(tell(), now)];
    const size = running.reduce((sum, { length }) => sum + length, 0);
    plan.began(performance.now());
    plan.told(size);
    this.#backlog += size;
    this.#writing = this.#writing.then(async () => {
      await this.#begin(plan, running, before, now).catch((error) => this.#tell(error));
      this.#backlog -= size;
    });
  }

  /** Goes on in a new file. @throws what keeps it from being whole */
  async #begin(
    plan: PartPlan,
    running: readonly Uint8Array[],
    eventsBefore: number,
    began: number,
  ): Promise<void> {
    try {
      await this.#set.rotate(eventsBefore, began);
      plan.succeeded();
      this.#isStuck = false;
    } catch (error) {
      this.#isStuck = true;
      plan.failed(performance.now());
      throw error;
    }
    for (const bytes of running) await this.#set.append(bytes, eventsBefore);
    await this.#set.removeOld();
  }

  /** Blocks of processes that run at this time, ns since boot. */
  *#packRunning(running: Iterable<LabelledEvent>, time: number): Generator<Uint8Array> {
    const facts = { kind: "running", first: time, last: time } as const;
    let count = 0;
    for (const labelled of running) {
      const fault = this.#write(labelled);
      if (fault === undefined) count++;
      if (fault === undefined && this.#writer.length < BLOCK_SIZE) continue;
      if (count > 0) yield this.#seal({ ...facts, count });
      this.#writer.begin();
      count = 0;
    }
    if (count > 0) yield this.#seal({ ...facts, count });
    this.#writer.begin();
  }

  /** Gives what is wrong with an event, larger than any of a kernel or a runtime: the block takes nothing more. */
  #write(labelled: LabelledEvent): RangeError | undefined {
    try {
      this.#writer.add(labelled);
      return undefined;
    } catch (error) {
      if (error instanceof RangeError) return error;
      throw error;
    }
  }

  #seal(facts: Omit<Parameters<typeof packBlock>[1], "eventsBefore">): Uint8Array {
    return packBlock(this.#writer.bytes, { ...facts, eventsBefore: this.#taken }, this.#seed);
  }

  #enqueue(sealed: Sealed): void {
    const { bytes, count } = sealed;
    if (this.#backlog > BACKLOG_MAX) {
      return this.#miss(count, new Error("the disk does not keep up"));
    }
    this.#backlog += bytes.length;
    this.#writing = this.#writing.then(() => this.#append(sealed));
  }

  /** Never rejects. What fails is tried anew with the next block: a disk may have room again. */
  async #append({ bytes, count, before }: Sealed): Promise<void> {
    try {
      await this.#set.append(bytes, before);
      this.#wrote();
    } catch (error) {
      this.#miss(count, error);
    }
    this.#backlog -= bytes.length;
  }

  #miss(count: number, error: unknown): void {
    this.#missed += count;
    this.#tell(error);
  }

  #tell(error: unknown): void {
    const { path, now, onProblem } = this.#options;
    const isKnown = this.#failedAt !== undefined;
    this.#failedAt = now();
    if (!isKnown) onProblem(`cannot write to ${path}: ${reasonOf(error).message}`);
  }

  #wrote(): void {
    const { now, onRecovery } = this.#options;
    if (this.#isStuck) return;
    if (this.#failedAt === undefined || now() - this.#failedAt < WRITTEN_WELL_NS) return;
    this.#failedAt = undefined;
    onRecovery(this.#missed);
  }
}
