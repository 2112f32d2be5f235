import type { Event } from "../model/event.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import type { Counters } from "./counters.ts";

/** Where events come from. */
export interface PipelineSource {
  /**
   * Each batch is read to its end before the next one is asked for. `isFree` tells whether nothing but events is
   * waited for.
   */
  batches(signal: AbortSignal, isFree: () => boolean): AsyncIterable<Iterable<Event>>;
}

/** Gives events their labels; what it emits goes to {@link Pipeline.emit}. */
export interface PipelineLabeller {
  handle(event: Event): void;
  expire(): void;
  /** When `expire` is due next, ms of performance.now; undefined when nothing waits. */
  readonly deadline: number | undefined;
  /** Whether an event waits for its name, or a runtime has been asked for something. */
  readonly isWaiting: boolean;
}

/** Where lines go. */
export interface PipelineSink {
  flush(): void;
  drained(): Promise<void>;
  readonly isFull: boolean;
  /** Lines handed over and not written yet. */
  readonly unwrittenLines: number;
  /** Why writing ended; undefined while it goes on. */
  readonly failure: unknown;
}

/** The stages behind the labeller, as functions. */
export interface PipelineStages {
  readonly passes: (event: LabelledEvent) => boolean;
  /** Gets each event, whether it passes or not. @default nobody does */
  readonly watch?: ((event: LabelledEvent) => void) | undefined;
  /** Gets each event that does not pass. @default nobody does */
  readonly misses?: ((event: LabelledEvent) => void) | undefined;
  /** Whether an event that does not pass might, if the name of its container were known. @default never */
  readonly mayPass?: ((event: LabelledEvent) => boolean) | undefined;
  /** Gets each event that passes, whatever becomes of it then. @default nobody does */
  readonly record?: ((event: LabelledEvent) => void) | undefined;
  /** Whether an event that passes is one to show. @default each is */
  readonly shows?: ((event: LabelledEvent) => boolean) | undefined;
  /** Whether an event that passes is held back all the same and counted apart. @default none is */
  readonly folds?: ((event: LabelledEvent) => boolean) | undefined;
  /** Adds the event's line to the sink. */
  readonly write: (event: LabelledEvent) => void;
  readonly sink: PipelineSink;
  readonly counters: Counters;
  /** Ends after this many events. @default no limit */
  readonly maxEvents?: number | undefined;
  /** How long a reader may take no line before it is given up at the end, ms. @default 1000 */
  readonly patienceMs?: number | undefined;
}

const PATIENCE_MS = 1000;

/** Events between which what they asked for is answered: 64 KiB of records, an eighth of what a poll takes. */
const PART_EVENTS = 200;

/** Steps that the answer to a lookup takes at most where nobody needs to be asked: most take ten. */
const ANSWER_STEPS = 32;

/**
 * Takes events from the source through the labeller and the filter to the sink.
 *
 * A slow reader halts the reading of the source, which then counts what it loses: memory stays bounded.
 */
export class Pipeline {
  readonly #stages: PipelineStages;
  readonly #maxEvents: number;
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer is due, ms of performance.now. */
  #due = 0;
  #isFlushDue = false;
  #hasGivenUp = false;

  constructor(stages: PipelineStages) {
    this.#stages = stages;
    this.#maxEvents = stages.maxEvents ?? Infinity;
  }

  /** An event with its label, from the labeller, at any time. */
  emit(event: LabelledEvent): void {
    const { passes, watch, record, shows, folds, write, counters } = this.#stages;
    watch?.(event);
    if (counters.delivered >= this.#maxEvents) return;
    // The source knows nothing of these.
    if (event.event.kind === "container") counters.saw(event.event);
    if (!passes(event)) return this.#holdBack(event);
    record?.(event);
    if (shows !== undefined && !shows(event)) return counters.heldBack(false);
    if (folds !== undefined && folds(event)) return counters.foldedAway();
    if (this.#hasGivenUp) return counters.gaveUp();
    counters.wrote(event);
    write(event);
    this.#flushSoon();
    if (counters.delivered >= this.#maxEvents) this.#stop.abort();
  }

  #holdBack(event: LabelledEvent): void {
    const { misses, mayPass, counters } = this.#stages;
    misses?.(event);
    const { label } = event;
    const isUnnamed = label !== undefined && label !== "ok";
    counters.heldBack(isUnnamed && mayPass?.(event) === true);
  }

  /**
   * Runs until the signal aborts, the limit is reached or the sink fails. `onBatch` is called when a
   * batch has been handed to the labeller: after the first one, the snapshot, events flow. Afterwards events that wait for a name get the rest of their wait, and the reader the
   * time to take all lines, as long as it takes some; what it leaves is counted as lost.
   *
   * @throws what the source throws. A failed sink is no error here: see its `failure`.
   */
  async run(
    source: PipelineSource,
    labeller: PipelineLabeller,
    signal: AbortSignal,
    onBatch: () => void,
  ): Promise<void> {
    const { sink } = this.#stages;
    const aborted = whenAborted(signal);
    const either = AbortSignal.any([signal, this.#stop.signal]);
    // A write that waits for a reader needs this thread for the next one.
    const isFree = () => !labeller.isWaiting && sink.unwrittenLines === 0;
    try {
      for await (const batch of source.batches(either, isFree)) {
        await this.#take(batch[Symbol.iterator](), labeller);
        this.#arm(labeller);
        onBatch();
        if (sink.isFull || sink.failure !== undefined) await this.#waitForReader(signal, aborted);
      }
      while (labeller.deadline !== undefined && sink.failure === undefined) {
        await until(labeller.deadline);
        labeller.expire();
      }
    } finally {
      clearTimeout(this.#timer);
    }
    sink.flush();
    await this.#finishWriting();
  }

  /** One write for all that comes of a batch at once, and that before the source is asked for the next one. */
  async #take(batch: Iterator<Event>, labeller: PipelineLabeller): Promise<void> {
    const { sink, counters } = this.#stages;
    this.#isFlushDue = true;
    for (let isMore = true; isMore;) {
      isMore = take(batch, counters, labeller);
      await answered(labeller);
    }
    this.#isFlushDue = false;
    sink.flush();
  }

  /**
   * Takes events that have their labels, until there are no more, the signal aborts, the limit is reached or
   * the sink fails; then the reader gets its time as with {@link run}.
   *
   * @throws what the source throws.
   */
  async replay(
    batches: AsyncIterable<Iterable<LabelledEvent>>,
    signal: AbortSignal,
  ): Promise<void> {
    const { sink, counters } = this.#stages;
    const aborted = whenAborted(signal);
    for await (const batch of batches) {
      for (const labelled of batch) {
        if (labelled.event.kind !== "container") counters.saw(labelled.event);
        this.emit(labelled);
        if (this.#stop.signal.aborted) break;
      }
      await this.#waitForReader(signal, aborted);
      if (signal.aborted || this.#stop.signal.aborted) break;
    }
    sink.flush();
    await this.#finishWriting();
  }

  /** A slow reader halts the reading of the source; one that has gone ends it. */
  async #waitForReader(signal: AbortSignal, aborted: Promise<void>): Promise<void> {
    const { sink } = this.#stages;
    if (sink.isFull) await Promise.race([sink.drained(), aborted]);
    if (sink.isFull && signal.aborted) await this.#finishWriting();
    if (sink.failure !== undefined) this.#stop.abort();
  }

  /** Waits until all is written, or the reader has taken nothing for a while: then it is given up. */
  async #finishWriting(): Promise<void> {
    const { sink, counters, patienceMs = PATIENCE_MS } = this.#stages;
    while (!this.#hasGivenUp && sink.failure === undefined && sink.unwrittenLines > 0) {
      sink.flush();
      // More lines may be added meanwhile: a runtime told a name.
      const written = () => counters.delivered - sink.unwrittenLines;
      const before = written();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, patienceMs));
      await Promise.race([sink.drained(), patience]);
      clearTimeout(timer);
      if (written() > before) continue;
      this.#hasGivenUp = true;
      counters.notRead(Math.min(sink.unwrittenLines, counters.delivered));
    }
  }

  /** One write for all that is emitted in one go. */
  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => {
      this.#isFlushDue = false;
      this.#stages.sink.flush();
    });
  }

  /** Batches that follow each other must not put it off: a timer that is due earlier stays. */
  #arm(labeller: PipelineLabeller): void {
    const { deadline } = labeller;
    if (this.#timer !== undefined) {
      if (deadline !== undefined && this.#due <= deadline) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (deadline === undefined) return;
    this.#due = deadline;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      labeller.expire();
      this.#arm(labeller);
    }, Math.max(0, deadline - performance.now()));
  }
}

/**
 * Takes the next events, and tells whether there may be more. On its own: the engine does not optimize a loop in a
 * function that waits, each time anew, for its next batch.
 */
function take(events: Iterator<Event>, counters: Counters, labeller: PipelineLabeller): boolean {
  for (let count = 0; count < PART_EVENTS; count++) {
    const { done, value } = events.next();
    if (done === true) return false;
    counters.saw(value);
    labeller.handle(value);
  }
  return true;
}

/**
 * What waits for a name that a file tells, or nobody, needs no more than some steps of this thread. They are taken
 * within a batch, so that events go out before the collector meets them twice and keeps them for long.
 */
async function answered(labeller: PipelineLabeller): Promise<void> {
  for (let step = 0; step < ANSWER_STEPS && labeller.isWaiting; step++) await undefined;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function until(deadline: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, deadline - performance.now())));
}
