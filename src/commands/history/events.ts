import { ExitCode } from "../../cli/exit_code.ts";
import type { Filter } from "../../filter/filter_spec.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { HISTORY_COLUMNS, LIFE_COLUMNS } from "../../output/format/history_columns.ts";
import { LineSink } from "../../output/sink/line_sink.ts";
import { containerSpec, pattern } from "../container_flags.ts";
import { loadFilter } from "../load_filter.ts";
import { createEventFormat } from "../trace/trace_format.ts";
import type { Asked } from "./asked.ts";
import { chosenContainers } from "./containers.ts";
import { longest } from "./longest.ts";
import { only } from "./only.ts";

/** Questions whose answers are events. */
export type EventQuestion = "runs" | "failed" | "longest" | "life";

/** How many of the longest are shown unless somebody asks for more. */
const LONGEST = 10;

/** Prints the events that answer a question; returns the exit code. */
export async function answerEvents(asked: Asked, question: EventQuestion): Promise<number> {
  const { log, values, reader } = asked;
  if (values.host && reader.recorded()?.withHost === false) {
    log.warn("the host's own processes were not recorded: that takes history record --host");
  }
  const filter = await filterOf(asked, question === "life");
  const columns = question === "life" ? LIFE_COLUMNS : HISTORY_COLUMNS;
  await printEvents(asked, select(asked, question, filter), columns);
  if (filter.failures > 0) {
    log.warn(`the --filter expression failed on ${filter.failures} events, which were left out`);
  }
  return ExitCode.ok;
}

/** Prints events as the flags say. @throws {ClosedPipeError} when the reader has gone. */
export async function printEvents(
  { io, values, context }: Asked,
  events: Iterable<LabelledEvent>,
  columns = HISTORY_COLUMNS,
): Promise<void> {
  const format = createEventFormat(values, { ...context, columns }, io);
  const sink = new LineSink(io.stdout);
  const header = format.header();
  if (header !== undefined) {
    sink.line.text(header);
    sink.endLine();
  }
  for (const event of events) {
    format.write(event, sink.line);
    sink.endLine();
    if (sink.isFull) await sink.drained();
    if (sink.failure !== undefined) break;
  }
  sink.flush();
  await sink.drained();
  if (sink.failure !== undefined) throw sink.failure;
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
function filterOf({ values, context }: Asked, isLife: boolean): Promise<Filter> {
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
