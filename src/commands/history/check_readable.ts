import { HistoryError } from "../../store/history/history_error.ts";
import { fileError } from "./file_error.ts";

/** What lies beside a database while somebody writes to it, or was killed: whoever reads needs them, too. */
const COMPANIONS = ["-wal", "-shm"] as const;

/**
 * Makes sure that a history can be read, and that opening it waits for nobody, as a pipe would: SQLite has one word
 * for all that can be wrong with a path.
 *
 * @throws {HistoryError}
 */
export function checkReadable(path: string): void {
  checkFile(path);
  for (const companion of COMPANIONS) {
    try {
      checkFile(path + companion);
    } catch (error) {
      if (!(error instanceof HistoryError && error.trouble === "missing")) throw error;
    }
  }
}

function checkFile(path: string): void {
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    if (isDirectory) throw new HistoryError(`${path} is a folder`, "foreign");
    if (!isFile) throw new HistoryError(`${path} is no regular file`, "foreign");
    Deno.openSync(path, { read: true }).close();
  } catch (error) {
    throw fileError(path, error);
  }
}
