import type { Log } from "../../cli/log.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { FieldContext } from "../../output/format/field.ts";
import type { Redactor } from "../../redact/create_redactor.ts";
import { Census } from "../../state/census.ts";
import { isSameRun } from "../../store/record/is_same_run.ts";
import type { Recording } from "../../store/record/recording.ts";
import type { RecordingHeader } from "../../store/record/recording_header.ts";
import type { Recordings, Window } from "../../store/record/open_recordings.ts";
import { localClock } from "../local_clock.ts";
import { asFailure } from "./as_cli_error.ts";
import { JoinedEpochs } from "./joined_epochs.ts";
import { openForReading } from "./open_for_reading.ts";
import { readMoment, readWindow } from "./read_window.ts";

/** Processes that had ended by the moment in question; of a longer past the first to end are left out. */
const ENDED_MAX = 1 << 20;

/** Which past is asked for. */
export interface PastValues {
  /** Recordings; one at least. */
  readonly read: readonly string[];
  /** A moment; the end when absent. */
  readonly at?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** What there was at a moment of a recording. */
export interface Past {
  readonly census: Census;
  readonly context: FieldContext;
  /** The moment, ns since boot. */
  readonly time: number;
  /** The boot as the clock had it then. */
  readonly bootEpoch: bigint;
}

/**
 * Reads recordings up to a moment. Of several boots or hosts the last one counts. `keepsEnded` keeps what had ended
 * by then.
 *
 * @throws {UsageError} for files that are no recordings, and times that make no sense.
 */
export async function readPast(
  values: PastValues,
  keepsEnded: boolean,
  redact: Redactor,
  log: Log,
): Promise<Past> {
  const recordings = await openForReading(values.read, redact);
  const until = values.at === undefined
    ? undefined
    : await readMoment(recordings, "--at", values.at);
  const window: Window = until === undefined
    ? await readWindow(recordings, { since: values.since, until: values.until })
    : { until };
  const [first] = recordings.files;
  let past = begin(first, keepsEnded);
  let time = first.header.began;
  /** The last recorder that started when no other one ran. */
  let successor: RecordingHeader | undefined;
  const list = new RunningList();
  try {
    for await (const { file, kind, events } of recordings.batches(window, true)) {
      if (!isSameRun(past.file.header, file.header)) {
        log.warn(`${past.file.path} is of another host or boot than ${file.path}: left out`);
        past = begin(file, keepsEnded);
        time = file.header.began;
        successor = undefined;
      }
      past.joined.saw(file);
      if (kind === "running") {
        list.add(past.census, events);
        time = Math.max(time, file.header.began);
        continue;
      }
      list.end(past.census);
      if (file.header.eventsBefore === 0 && file.header.began > time) successor = file.header;
      for (const labelled of events) {
        past.census.saw(labelled);
        time = Math.max(time, labelled.event.time);
      }
    }
    list.end(past.census);
  } catch (error) {
    throw asFailure(error);
  }
  for (const problem of recordings.problems) log.warn(problem);
  if (successor !== undefined) endUnheard(past.census, successor);
  const { census, joined: { epochs }, file: { header: { host } } } = past;
  const moment = until === undefined ? time : epochs.lastTimeUntil(until);
  const clock = localClock(epochs);
  if (until !== undefined) {
    const began = await beginOf(recordings);
    const text = clock.dateTime(epochs.firstTimeFrom(began));
    if (until < began) log.warn(`nothing was recorded before ${text}`);
  }
  const { epoch: bootEpoch } = epochs.stretchAt(moment);
  return { ...{ census, bootEpoch, time: moment }, context: { clock, hostName: host } };
}

/** A part of a rotated recording has events from before it was made. */
async function beginOf(recordings: Recordings): Promise<bigint> {
  const [{ header: { began }, epochs }] = recordings.files;
  const made = epochs.momentOf(began);
  const { first } = await recordings.extent() ?? { first: made };
  return first < made ? first : made;
}

/** Those who ran when a part was begun. */
class RunningList {
  #pids: Set<number> | undefined;

  /** Takes some of them. */
  add(census: Census, running: Iterable<LabelledEvent>): void {
    this.#pids ??= new Set();
    for (const labelled of running) {
      const node = census.saw(labelled);
      if (node !== undefined) this.#pids.add(node.process.pid);
    }
  }

  /** Those are all: others, whom a part told that lies before missing ones, had ended. */
  end({ processes }: Census): void {
    const pids = this.#pids;
    if (pids === undefined) return;
    this.#pids = undefined;
    const others = [...processes.live()].filter(({ process }) => !pids.has(process.pid));
    for (const { process } of others) processes.gone(process);
  }
}

/** Whom an earlier recorder left running, and who was not among those that ran when the next one started, had ended. */
function endUnheard({ processes }: Census, { began, kinds }: RecordingHeader): void {
  if (!kinds.includes("process")) return;
  for (const { process } of processes.unheardSince(began)) processes.gone(process);
}

function begin(file: Recording, keepsEnded: boolean) {
  const kept = keepsEnded ? { keepEndedNs: Infinity, endedMax: ENDED_MAX } : {};
  return {
    file,
    joined: new JoinedEpochs(file),
    census: new Census({ ...kept, keepsContainers: keepsEnded }),
  };
}
