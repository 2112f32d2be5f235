import { CliError } from "../../cli/cli_error.ts";
import { HistoryError, type HistoryTrouble } from "../../store/history/history_error.ts";

/** What to do. */
const HINTS: Readonly<Partial<Record<HistoryTrouble, string>>> = {
  foreign: "name another file with --db",
  newer: "use the ctrack that wrote it, or a newer one",
  older: "run ctrack history record with it once",
  locked: "end the other program, or name another file with --db",
  disk_full: "make room, or name a file on another disk with --db",
  read_only: "name a file that you may write with --db",
  missing: "name the file with --db; ctrack history record makes one in a folder that is there",
  forbidden: "run as root, or as the user who records",
  unreachable: "name another file with --db, or ask as the user who records",
  unsafe: "name a file with --db in a folder that nobody but root and you can write to",
  damaged: "move it away, and record anew; sqlite3 FILE .recover may save some of it",
};

/** A history that cannot be used, for the user; any other error as it is. */
export function asHistoryCliError(path: string, error: unknown): unknown {
  if (!(error instanceof HistoryError)) return error;
  const hint = HINTS[error.trouble];
  return new CliError(`cannot use the history ${path}`, {
    cause: new Error(error.message),
    ...hint === undefined ? {} : { hint },
  });
}
