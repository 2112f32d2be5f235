import { ClosedPipeError, UsageError } from "../../cli/cli_error.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import { type Log, openLog, verbosityOf } from "../../cli/log.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { LineSink } from "../../output/sink/line_sink.ts";
import { Counters } from "../../pipeline/counters.ts";
import { isSameRun } from "../../store/record/is_same_run.ts";
import type { Recordings } from "../../store/record/open_recordings.ts";
import { writeHeader } from "../print_lines.ts";
import { withRecordedKinds } from "../recorded_kinds.ts";
import { asFailure } from "../recordings/as_cli_error.ts";
import { JoinedEpochs } from "../recordings/joined_epochs.ts";
import { openForReading } from "../recordings/open_for_reading.ts";
import { readWindow } from "../recordings/read_window.ts";
import { Tally } from "../recordings/tally.ts";
import { redactorOf } from "../redactor_of.ts";
import { listenForStop } from "../stop_signal.ts";
import type { TraceRun } from "../trace_run.ts";
import { createReadings } from "./readings.ts";
import { openTape } from "./tape.ts";
import { exitCode, tellProblems, writeSummary } from "./trace_end.ts";
import { tracePipeline } from "./trace_pipeline.ts";

/**
 * Shows the events of recordings as they were shown live, or would have been with these flags, and records those that
 * pass where that is asked for. Returns the exit code.
 *
 * @throws {CliError} for flags that make no sense and files that are no recordings (2).
 */
export async function traceRecordings(io: Io, run: TraceRun): Promise<number> {
  const { values, given, version } = run;
  const recordings = await openForReading(values.read, redactorOf(values));
  const window = await readWindow(recordings, values);
  const recorded = withRecordedKinds(values, given);
  const readings = await createReadings(io, values, recorded);
  const [first] = recordings.files;
  const { header } = first;
  let reading = readings.of(first);
  const joined = new JoinedEpochs(first);
  const log = openLog(io.stderr, verbosityOf(values));
  tellAbout(recordings, given.has("events") ? values.events : [], log);
  if (values.write !== undefined) checkWritable(recordings, values.write);
  // What was recorded last: those who run at the beginning of a new file run then.
  let time = header.began;
  const tape = await openTape(recorded, {
    run: { ...header, ctrack: version, kinds: recorded.events },
    epochs: joined.epochs,
    now: () => time,
    passes: (running) => reading.filter.event(running),
  }, log);

  using stop = listenForStop(undefined);
  const counters = new Counters(0);
  const tally = new Tally();
  const sink = new LineSink(io.stdout);
  const pipeline = tracePipeline(values, () => reading, {
    ...{ sink, counters, misses: tape.misses },
    record: tape.record && ((event) => {
      tape.record?.(event);
      time = Math.max(time, event.event.time);
    }),
  });
  async function* batches(): AsyncGenerator<Iterable<LabelledEvent>> {
    for await (
      const { file, kind, events } of recordings.batches(window, tape.record !== undefined)
    ) {
      reading = readings.of(file);
      joined.saw(file);
      if (kind === "running") tape.addRunning(events, file.header.began);
      else yield tally.count(file, events);
    }
  }
  const toTheEnd = async () => {
    let isRecorded = false;
    try {
      tape.begin();
      writeHeader(reading.format, sink);
      sink.flush();
      await pipeline.replay(batches(), stop.signal);
    } catch (error) {
      throw asFailure(error);
    } finally {
      isRecorded = await tape.end();
    }
    if (sink.failure instanceof ClosedPipeError) return isRecorded ? ExitCode.ok : ExitCode.failed;
    if (sink.failure !== undefined) throw sink.failure;
    const { problems } = recordings;
    for (const problem of problems) log.warn(problem);
    tellProblems(log, counters, readings.failures);
    await writeSummary(io, values, counters.stats(tally.durationNs, tally.containers, {}));
    const lacks = { isIncomplete: problems.length > 0, isUnrecorded: !isRecorded };
    return exitCode(values, counters, lacks, stop.exitCode);
  };
  return await Promise.race([toTheEnd(), stop.insisted]);
}

/** Says what the files are, and which of the kinds that were asked for by name they cannot have. */
function tellAbout({ files }: Recordings, asked: readonly string[], log: Log): void {
  for (const [i, { path, header }] of files.entries()) {
    const { id, host, ctrack, kinds } = header;
    log.debug(`${path}: recorded on ${host} by ctrack ${ctrack}: ${kinds.join(", ")}`);
    const known: readonly string[] = kinds;
    const others = asked.filter((kind) => !known.includes(kind));
    // Once for all parts of a recording.
    if (others.length > 0 && files[i - 1]?.header.id !== id) {
      log.warn(`${path} was recorded without events of ${others.join(", ")}`);
    }
  }
}

/** One recording has one host and one boot, and is not made of itself. @throws {UsageError} */
function checkWritable({ files }: Recordings, path: string): void {
  const [{ header, path: oldest }] = files;
  if (files.some((file) => isSameFile(file.path, path))) {
    throw new UsageError(`cannot read and write ${path} at once`, { hint: "give another FILE" });
  }
  const other = files.find((file) => !isSameRun(file.header, header));
  if (other === undefined) return;
  throw new UsageError("--write cannot make one recording of these", {
    cause: new Error(`${other.path} is of another host or boot than ${oldest}`),
    hint: "read and write them one by one",
  });
}

function isSameFile(one: string, other: string): boolean {
  try {
    const [a, b] = [Deno.statSync(one), Deno.statSync(other)];
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    return false;
  }
}
