import { openRecordings, type Recordings } from "../../store/record/open_recordings.ts";
import { asUsage } from "./as_cli_error.ts";

/** Opens the recordings of --read. @throws {UsageError} for what is no recording, and tells the way out. */
export async function openForReading(paths: readonly string[]): Promise<Recordings> {
  try {
    return await openRecordings(paths);
  } catch (error) {
    throw asUsage(error);
  }
}
