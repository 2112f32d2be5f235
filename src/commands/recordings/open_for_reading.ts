import type { LabelledEvent } from "../../model/labelled_event.ts";
import { redactLabelled, type Redactor } from "../../redact/create_redactor.ts";
import {
  openRecordings,
  type RecordedBatch,
  type Recordings,
} from "../../store/record/open_recordings.ts";
import { asUsage } from "./as_cli_error.ts";

/**
 * Opens the recordings of --read; what was recorded with secrets is read without.
 *
 * @throws {UsageError} for what is no recording, and tells the way out.
 */
export async function openForReading(
  paths: readonly string[],
  redact: Redactor,
): Promise<Recordings> {
  const recordings = await open(paths);
  return {
    files: recordings.files,
    extent: () => recordings.extent(),
    get problems() {
      return recordings.problems;
    },
    async *batches(window, withRunning): AsyncGenerator<RecordedBatch> {
      for await (const batch of recordings.batches(window, withRunning)) {
        yield { ...batch, events: redactAll(batch.events, redact) };
      }
    },
  };
}

async function open(paths: readonly string[]): Promise<Recordings> {
  try {
    return await openRecordings(paths);
  } catch (error) {
    throw asUsage(error);
  }
}

function* redactAll(
  events: Iterable<LabelledEvent>,
  redact: Redactor,
): Generator<LabelledEvent> {
  for (const labelled of events) yield redactLabelled(redact, labelled);
}
