import type { Log } from "../../cli/log.ts";
import type { FieldContext } from "../../output/format/field.ts";
import type { Redactor } from "../../redact/create_redactor.ts";
import { Census } from "../../state/census.ts";
import { isSameRun } from "../../store/record/is_same_run.ts";
import type { Recording } from "../../store/record/recording.ts";
import type { RecordingHeader } from "../../store/record/recording_header.ts";
import type { Recordings, Window } from "../../store/record/open_recordings.ts";
import { localClock } from "../local_clock.ts";
import { asFailure } from "./as_cli_error.ts";
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
  try {
    for await (const { file, events } of recordings.batches(window)) {
      if (!isSameRun(past.file.header, file.header)) {
        log.warn(`${past.file.path} is of another host or boot than ${file.path}: left out`);
        past = begin(file, keepsEnded);
        time = file.header.began;
        successor = undefined;
      }
      if (file.header.eventsBefore === 0 && file.header.began > time) successor = file.header;
      for (const labelled of events) {
        past.census.saw(labelled);
        time = Math.max(time, labelled.event.time);
      }
    }
  } catch (error) {
    throw asFailure(error);
  }
  for (const problem of recordings.problems) log.warn(problem);
  if (successor !== undefined) endUnheard(past.census, successor);
  const { census, file: { header: { bootEpoch, host } } } = past;
  const moment = until === undefined ? time : Number(until - bootEpoch);
  const clock = localClock(bootEpoch);
  if (until !== undefined) {
    const began = await beginOf(recordings);
    const text = clock.dateTime(Number(began - bootEpoch));
    if (until < began) log.warn(`nothing was recorded before ${text}`);
  }
  return { ...{ census, bootEpoch, time: moment }, context: { clock, hostName: host } };
}

/** A part of a rotated recording has events from before it was made. */
async function beginOf(recordings: Recordings): Promise<bigint> {
  const [{ header: { bootEpoch, began } }] = recordings.files;
  const made = bootEpoch + BigInt(Math.round(began));
  const { first } = await recordings.extent() ?? { first: made };
  return first < made ? first : made;
}

/** Whom an earlier recorder left running, and who was not among those that ran when the next one started, had ended. */
function endUnheard({ processes }: Census, { began, kinds }: RecordingHeader): void {
  if (!kinds.includes("process")) return;
  for (const { process } of processes.unheardSince(began)) processes.gone(process);
}

function begin(file: Recording, keepsEnded: boolean) {
  const kept = keepsEnded ? { keepEndedNs: Infinity, endedMax: ENDED_MAX } : {};
  return { file, census: new Census({ ...kept, keepsContainers: keepsEnded }) };
}
