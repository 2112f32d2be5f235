import { ExitCode } from "../../cli/exit_code.ts";
import type { Filter } from "../../filter/filter_spec.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { HISTORY_COLUMNS, LIFE_COLUMNS } from "../../output/format/history_columns.ts";
import { printLines } from "../print_lines.ts";
import { containerSpec, pattern } from "../container_flags.ts";
import { loadFilter } from "../load_filter.ts";
import { createEventFormat } from "../trace/trace_format.ts";
import type { Answer, Asked, Asking } from "./asked.ts";
import { chosenContainers } from "./containers.ts";
import { longest } from "./longest.ts";
import { only } from "./only.ts";

/** Questions whose answers are events. */
export type EventQuestion = "runs" | "failed" | "longest" | "life";

/** How many of the longest are shown unless somebody asks for more. */
const LONGEST = 10;

/** Answers with events. @throws {UsageError} for a filter or a format that makes no sense. */
export async function eventsAnswer(asking: Asking, question: EventQuestion): Promise<Answer> {
  const { log, values } = asking;
  const isLife = question === "life";
  const filter = await filterOf(asking, isLife);
  const print = eventPrinter(asking, isLife ? LIFE_COLUMNS : HISTORY_COLUMNS);
  return async (asked) => {
    if (values.host && asked.reader.recorded()?.withHost === false) {
      log.warn("the host's own processes were not recorded: that takes history record --host");
    }
    await print(select(asked, question, filter));
    if (filter.failures > 0) {
      log.warn(`the --filter expression failed on ${filter.failures} events, which were left out`);
    }
    return ExitCode.ok;
  };
}

/**
 * Prints events as the flags say; what it gives throws ClosedPipeError when the reader has gone.
 *
 * @throws {UsageError} for a format that makes no sense.
 */
export function eventPrinter(
  { io, values, context }: Asking,
  columns = HISTORY_COLUMNS,
): (events: Iterable<LabelledEvent>) => Promise<void> {
  const format = createEventFormat(values, { ...context, columns }, io);
  return (events) => printLines(io.stdout, format, events);
}

function select(asked: Asked, question: EventQuestion, filter: Filter): Iterable<LabelledEvent> {
  const { values, reader, span } = asked;
  const { limit } = values;
  const passes = (event: LabelledEvent) => filter.event(event);
  const chosen = chosenContainers(asked);
  const containers = chosen?.map(({ row }) => row);
  switch (question) {
    case "longest": {
      const all = () => reader.runs(span, containers);
      const isUnbounded = values.since === undefined && values.until === undefined &&
        containers === undefined;
      const few = { long: () => reader.long(), running: () => reader.running() };
      const count = limit ?? LONGEST;
      return longest({ all, few: isUnbounded ? few : undefined, passes, count });
    }
    case "life": {
      const events = only(reader.life(span), passes);
      return limit === undefined ? events : [...events].slice(-limit);
    }
    case "failed":
      return limit === undefined
        ? only(reader.failed(span), passes)
        : lastOf(reader.failed(span, true), passes, limit);
    case "runs":
      return limit === undefined
        ? only(reader.runs(span, containers), passes)
        : lastOf(reader.runs(span, containers, true), passes, limit);
  }
}

/** The first so many of events that come the last first, turned round. */
function lastOf(
  events: Iterable<LabelledEvent>,
  passes: (event: LabelledEvent) => boolean,
  limit: number,
): readonly LabelledEvent[] {
  const chosen: LabelledEvent[] = [];
  for (const event of only(events, passes)) {
    chosen.push(event);
    if (chosen.length === limit) break;
  }
  return chosen.reverse();
}

/** All flags about processes and containers as one filter. */
function filterOf({ values, context }: Asking, isLife: boolean): Promise<Filter> {
  const { comm, uid, filter, host } = values;
  return loadFilter({
    events: isLife ? ["container"] : ["process", "fork", "exec", "exit"],
    ...containerSpec(values),
    ...pattern("comm", comm),
    ...{ pids: [], uids: uid, failed: false },
    ...filter === undefined ? {} : { expression: filter },
    scope: host ? "all" : "containers",
  }, context);
}
