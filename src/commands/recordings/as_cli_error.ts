import { CliError, UsageError } from "../../cli/cli_error.ts";
import { RecordingError } from "../../store/record/recording_error.ts";

/** A file that the command line names and that is no recording, or cannot be one: exit code 2. */
export function asUsage(error: unknown): unknown {
  return error instanceof RecordingError ? new UsageError(error.message, optionsOf(error)) : error;
}

/** The same when it is nobody's slip: exit code 1. */
export function asFailure(error: unknown): unknown {
  return error instanceof RecordingError ? new CliError(error.message, optionsOf(error)) : error;
}

function optionsOf({ cause, hint }: RecordingError) {
  return { cause, ...hint === undefined ? {} : { hint } };
}
