import type { Event } from "../../src/model/event.ts";
import type { LabelledEvent } from "../../src/model/labelled_event.ts";
import { LineSink } from "../../src/output/sink/line_sink.ts";
import type {
  PipelineLabeller,
  PipelineSink,
  PipelineSource,
} from "../../src/pipeline/pipeline.ts";

/** A source that gives these batches, then waits for the signal or, with `ends`, is at its end. */
export class FakeSource implements PipelineSource {
  /** Batches that were read. */
  taken = 0;
  isAborted = false;

  constructor(
    readonly given: readonly (readonly Event[])[],
    readonly options: { readonly ends?: boolean; readonly fails?: Error } = {},
  ) {}

  async *batches(signal: AbortSignal): AsyncGenerator<readonly Event[]> {
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    for (const batch of this.given) {
      if (signal.aborted) break;
      this.taken++;
      yield batch;
    }
    if (this.options.fails !== undefined) throw this.options.fails;
    if (this.options.ends !== true && !signal.aborted) await aborted;
    this.isAborted = signal.aborted;
  }
}

/** Labels nothing; with `waitMs` it holds each event that long. */
export class FakeLabeller implements PipelineLabeller {
  deadline: number | undefined;
  isWaiting = false;
  readonly #held: LabelledEvent[] = [];

  constructor(
    readonly emit: (event: LabelledEvent) => void,
    readonly waitMs?: number,
  ) {}

  handle(event: Event): void {
    const labelled = {
      event,
      cgroup: undefined,
      container: undefined,
      label: undefined,
      role: undefined,
    };
    if (this.waitMs === undefined) return this.emit(labelled);
    this.#held.push(labelled);
    this.deadline ??= performance.now() + this.waitMs;
  }

  expire(): void {
    if (this.deadline === undefined || this.deadline > performance.now()) return;
    this.deadline = undefined;
    for (const labelled of this.#held.splice(0)) this.emit(labelled);
  }
}

/** A sink that takes lines as strings. */
export interface TestSink extends PipelineSink {
  add(line: string): void;
}

/** A {@link LineSink} for strings. */
export class StringSink extends LineSink implements TestSink {
  add(line: string): void {
    this.line.text(line);
    this.endLine();
  }
}

/** A sink that keeps its lines. */
export class FakeSink implements TestSink {
  readonly lines: string[] = [];
  /** Lines of each flush. */
  readonly flushed: string[][] = [];
  isFull = false;
  unwrittenLines = 0;
  failure: unknown;
  /** Called at each flush that has lines. */
  onFlush = () => {};
  /** Settles what {@link drained} promises. */
  readonly drain = Promise.withResolvers<void>();
  #waiting: string[] = [];

  add(line: string): void {
    this.#waiting.push(line);
  }

  flush(): void {
    if (this.#waiting.length === 0) return;
    this.lines.push(...this.#waiting);
    this.flushed.push(this.#waiting);
    this.#waiting = [];
    this.onFlush();
  }

  drained(): Promise<void> {
    return this.drain.promise;
  }
}
