import type { Filter } from "../../filter/filter_spec.ts";
import { isRuntimeInternal } from "../../filter/is_runtime_internal.ts";
import type { Event } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { Format } from "../../output/format/format.ts";
import type { LineSink } from "../../output/sink/line_sink.ts";
import type { Counters } from "../../pipeline/counters.ts";
import { Pipeline } from "../../pipeline/pipeline.ts";
import type { TraceValues } from "../trace_flags.ts";

/** How the events of one host and boot are chosen and written. */
export interface Reading {
  /** Lets everything pass that is to be recorded. */
  readonly filter: Filter;
  readonly format: Format;
}

/** What is behind the filter. */
export interface TraceOutput {
  readonly sink: LineSink;
  readonly counters: Counters;
  /** @default nothing is recorded */
  readonly record: ((event: LabelledEvent) => void) | undefined;
  /** Gets each event that does not pass the filter. @default nobody does */
  readonly misses?: ((event: LabelledEvent) => void) | undefined;
  /** Gets each event, whether it passes the filter or not. @default nobody does */
  readonly watch?: ((event: LabelledEvent) => void) | undefined;
  /** Called once, in front of the first line. @default nothing is to be done then */
  readonly onFirstLine?: (() => void) | undefined;
  /** No event is shown. @default false */
  readonly isSilent?: boolean;
}

/** The stages behind the labels, the same for live events and recorded ones. `reading` is asked for each event. */
export function tracePipeline(
  values: TraceValues,
  reading: () => Reading,
  { sink, counters, record, misses, watch, onFirstLine, isSilent = false }: TraceOutput,
): Pipeline {
  const kinds: ReadonlySet<Event["kind"]> = new Set([...values.events, "lost"]);
  let before = onFirstLine;
  return new Pipeline({
    passes: (labelled) => reading().filter.event(labelled),
    mayPass: (labelled) => kinds.has(labelled.event.kind) && reading().filter.mayPass(labelled),
    ...{ record, misses, watch },
    // What is not recorded passes only where it is to be shown.
    shows: record === undefined && !isSilent
      ? undefined
      : ({ event }) => !isSilent && kinds.has(event.kind),
    folds: values["runtime-internals"] ? undefined : isRuntimeInternal,
    write(labelled) {
      before?.();
      before = undefined;
      reading().format.write(labelled, sink.line);
      sink.endLine();
    },
    sink,
    counters,
    maxEvents: values["max-events"],
  });
}
