import type { Event } from "../model/event.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import type { Counters } from "./counters.ts";

/** Where events come from. */
export interface PipelineSource {
  batches(signal: AbortSignal): AsyncIterable<readonly Event[]>;
}

/** Gives events their labels; what it emits comes back through `emit`. */
export interface PipelineLabeller {
  handle(event: Event): void;
  expire(): void;
  /** When `expire` is due next, ms of performance.now; undefined when nothing waits. */
  readonly deadline: number | undefined;
}

/** Where lines go. */
export interface PipelineSink {
  add(line: string): void;
  flush(): void;
  drained(): Promise<void>;
  readonly isFull: boolean;
  readonly failure: unknown;
}

/** The stages, as functions. */
export interface PipelineStages {
  readonly source: PipelineSource;
  /** Makes the labeller, given where it shall send its events. */
  readonly labeller: (emit: (event: LabelledEvent) => void) => PipelineLabeller;
  readonly passes: (event: LabelledEvent) => boolean;
  readonly line: (event: LabelledEvent) => string;
  readonly sink: PipelineSink;
  readonly counters: Counters;
}

/** When to end before the signal says so. */
export interface PipelineLimits {
  /** @default no limit */
  readonly maxEvents?: number;
}

/**
 * Runs events from the source to the sink until the signal aborts, the limit is reached or the sink
 * fails. A slow reader halts the reading of the source, which then counts what it loses: memory stays
 * bounded. After the end, events that wait for a name get the rest of their wait.
 *
 * @throws what the source throws. A failed sink ends the run without an error: see its `failure`.
 */
export async function runPipeline(
  stages: PipelineStages,
  signal: AbortSignal,
  limits: PipelineLimits = {},
): Promise<void> {
  const { source, passes, line, sink, counters } = stages;
  const maxEvents = limits.maxEvents ?? Infinity;
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flushDue = false;

  const flushSoon = () => {
    if (flushDue) return;
    flushDue = true;
    queueMicrotask(() => {
      flushDue = false;
      sink.flush();
    });
  };
  const labeller = stages.labeller((event) => {
    if (counters.delivered >= maxEvents) return;
    if (!passes(event)) return counters.heldBack();
    counters.wrote(event);
    sink.add(line(event));
    flushSoon();
    if (counters.delivered >= maxEvents) stop.abort();
  });
  const arm = () => {
    clearTimeout(timer);
    const { deadline } = labeller;
    if (deadline === undefined) return;
    timer = setTimeout(() => {
      labeller.expire();
      arm();
    }, Math.max(0, deadline - performance.now()));
  };

  try {
    for await (const batch of source.batches(AbortSignal.any([signal, stop.signal]))) {
      for (const event of batch) {
        counters.saw(event);
        labeller.handle(event);
      }
      arm();
      if (sink.isFull) await Promise.race([sink.drained(), aborted(signal)]);
      if (sink.failure !== undefined) stop.abort();
    }
    while (labeller.deadline !== undefined && sink.failure === undefined) {
      const wait = labeller.deadline - performance.now();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
      labeller.expire();
    }
  } finally {
    clearTimeout(timer);
  }
  sink.flush();
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
