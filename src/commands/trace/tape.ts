import type { Log } from "../../cli/log.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { holdFolder } from "../../source/folders.ts";
import type { ProcessTable } from "../../state/process_table.ts";
import type { Recorder, RecorderOptions } from "../../store/record/recorder.ts";
import { tellsRunning } from "../recorded_kinds.ts";
import { asFailure, asUsage } from "../recordings/as_cli_error.ts";
import { readRotation } from "../recordings/read_rotation.ts";
import type { TraceValues } from "../trace_flags.ts";

/** What --write records to, if it is given. */
export interface Tape {
  /** Takes an event; absent where nothing is recorded. */
  readonly record: ((event: LabelledEvent) => void) | undefined;
  /** Takes an event that is not to be recorded; absent where nobody has to know. */
  readonly misses: ((event: LabelledEvent) => void) | undefined;
  /** Takes processes that ran at this time, ns since boot. */
  addRunning(running: Iterable<LabelledEvent>, time: number): void;
  /** Events follow. @throws {CliError} when the file cannot get its name. */
  begin(): void;
  /** Ends the recording; leaves no file where none began. Resolves with whether all events are in it. */
  end(): Promise<boolean>;
}

const NO_TAPE: Tape = {
  record: undefined,
  misses: undefined,
  addRunning() {},
  begin() {},
  end: () => Promise.resolve(true),
};

/** How a tape is made. */
export interface TapeOptions extends Pick<RecorderOptions, "run" | "epochs" | "now"> {
  /** Whether somebody who runs is to be recorded. */
  readonly passes: (running: LabelledEvent) => boolean;
  /** Finds ends that were lost. @default nobody can look */
  readonly recheck?: (processes: ProcessTable) => void;
}

/**
 * Makes the file of --write, before anything else that takes long: a bad path fails at once. `recorded` are the values
 * with the kinds of events that are recorded.
 *
 * @throws {UsageError} when it cannot be made.
 */
export async function openTape(
  recorded: TraceValues,
  { passes, recheck = () => {}, ...options }: TapeOptions,
  log: Log,
): Promise<Tape> {
  const { write } = recorded;
  if (write === undefined) return NO_TAPE;
  const rotation = readRotation(recorded);
  const { Recorder } = await import("../../store/record/recorder.ts");
  const census = tellsRunning(recorded)
    ? new (await import("../../state/census.ts")).Census()
    : undefined;
  const onProblem = (message: string) => log.warn(`${message}; all else goes on`);
  const onRecovery = (missed: number) =>
    log.warn(`${write} is written again: ${missed} events are missing`);
  function* running(): Generator<LabelledEvent> {
    if (census === undefined) return;
    recheck(census.processes);
    for (const labelled of census.running()) if (passes(labelled)) yield labelled;
  }
  let recorder: Recorder;
  try {
    const telling = { onProblem, onRecovery, running };
    recorder = await Recorder.create({ ...options, ...telling, path: write, holdFolder, rotation });
  } catch (error) {
    throw asUsage(error);
  }
  let hasBegun = false;
  let isOver = false;
  return {
    record(event) {
      // A runtime may tell something while all ends.
      if (isOver) return;
      recorder.add(event);
      census?.saw(event);
    },
    misses: census && (({ event, ...labels }) => {
      // Who is known may have another name by now, or another user, and is to end all the same.
      if (!("process" in event) || event.process === undefined) return;
      if (census.processes.running(event.process.pid) !== undefined) {
        census.saw({ event, ...labels });
      }
    }),
    addRunning(running, time) {
      const chosen = [...running].filter(passes);
      recorder.addRunning(chosen, time);
      for (const labelled of chosen) census?.saw(labelled);
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
