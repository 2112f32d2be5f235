import type { TextOutput } from "../cli/io.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import type { Format } from "../output/format/format.ts";
import { LineSink } from "../output/sink/line_sink.ts";

/**
 * Writes the format's header, if it has one, and a line for each event, no faster than somebody reads.
 *
 * @throws {ClosedPipeError} when the reader has gone.
 */
export async function printLines(
  out: TextOutput,
  format: Format,
  events: Iterable<LabelledEvent>,
): Promise<void> {
  const sink = new LineSink(out);
  writeHeader(format, sink);
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

/** Adds the line in front of the events, if the format has one. */
export function writeHeader(format: Format, sink: LineSink): void {
  const header = format.header();
  if (header === undefined) return;
  sink.line.text(header);
  sink.endLine();
}
