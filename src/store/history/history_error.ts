/** Why a history cannot be used. */
export type HistoryTrouble =
  /** The file is something else: no SQLite database, or another program's. */
  | "foreign"
  /** A newer ctrack wrote it. */
  | "newer"
  /** An older ctrack wrote it, and whoever reads may not change it. */
  | "older"
  /** Another program holds it. */
  | "locked"
  /** The file system, or a limit of its own, has no room. */
  | "disk_full"
  /** It may not be written. */
  | "read_only"
  /** It is not there, or its folder is not. */
  | "missing"
  /** This user may not open it. */
  | "forbidden"
  /** It cannot be opened for another reason. */
  | "unreachable"
  /** Other users could exchange it. */
  | "unsafe"
  /** Its content is damaged. */
  | "damaged"
  /** Reading or writing failed in another way. */
  | "io_error";

/** A history that cannot be used, and what kind of trouble it is. */
export class HistoryError extends Error {
  constructor(message: string, readonly trouble: HistoryTrouble, options: ErrorOptions = {}) {
    super(message, options);
    this.name = "HistoryError";
  }
}

/**
 * How SQLite's refusals begin (`sqlite3ErrStr`, main.c). The runtime tells the result code with some of them only,
 * the text with all.
 */
const TROUBLES: readonly (readonly [text: string, trouble: HistoryTrouble])[] = [
  ["database is locked", "locked"],
  ["database table is locked", "locked"],
  ["locking protocol", "locked"],
  ["attempt to write a readonly database", "read_only"],
  ["access permission denied", "read_only"],
  ["database or disk is full", "disk_full"],
  ["database disk image is malformed", "damaged"],
  ["file is not a database", "foreign"],
  ["unable to open database file", "unreachable"],
];

/** What SQLite's refusal means; other errors of input and output count as such. */
export function troubleOf(error: unknown): HistoryTrouble {
  if (error instanceof HistoryError) return error.trouble;
  const text = error instanceof Error ? error.message : "";
  return TROUBLES.find(([start]) => text.startsWith(start))?.[1] ?? "io_error";
}
