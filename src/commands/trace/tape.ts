import type { Log } from "../../cli/log.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { holdFolder } from "../../source/folders.ts";
import type { Recorder, RecorderOptions } from "../../store/record/recorder.ts";
import { asFailure, asUsage } from "../recordings/as_cli_error.ts";
import { readRotation } from "../recordings/read_rotation.ts";
import type { TraceValues } from "../trace_flags.ts";

/** What --write records to, if it is given. */
export interface Tape {
  /** Takes an event; absent where nothing is recorded. */
  readonly record: ((event: LabelledEvent) => void) | undefined;
  /** Events follow. @throws {CliError} when the file cannot get its name. */
  begin(): void;
  /** Ends the recording; leaves no file where none began. Resolves with whether all events are in it. */
  end(): Promise<boolean>;
}

const NO_TAPE: Tape = { record: undefined, begin() {}, end: () => Promise.resolve(true) };

/**
 * Makes the file of --write, before anything else that takes long: a bad path fails at once.
 *
 * @throws {UsageError} when it cannot be made.
 */
export async function openTape(
  values: TraceValues,
  options: Pick<RecorderOptions, "run" | "now">,
  log: Log,
): Promise<Tape> {
  const { write } = values;
  if (write === undefined) return NO_TAPE;
  const rotation = readRotation(values);
  const { Recorder } = await import("../../store/record/recorder.ts");
  const onProblem = (message: string) => log.warn(`${message}; all else goes on`);
  let recorder: Recorder;
  try {
    recorder = await Recorder.create({ ...options, path: write, holdFolder, rotation, onProblem });
  } catch (error) {
    throw asUsage(error);
  }
  let hasBegun = false;
  let isOver = false;
  return {
    record(event) {
      // A runtime may tell something while all ends.
      if (!isOver) recorder.add(event);
    },
    begin() {
      try {
        recorder.begin();
      } catch (error) {
        throw asFailure(error);
      }
      hasBegun = true;
    },
    async end() {
      isOver = true;
      if (!hasBegun) {
        recorder.discard();
        return true;
      }
      const isWhole = await recorder.close();
      if (recorder.missed > 0) log.warn(`${recorder.missed} events are not in ${write}`);
      return isWhole;
    },
  };
}
