import { HistoryError } from "../../store/history/history_error.ts";

/** Makes sure that opening a file waits for nobody, as a pipe would. @throws {HistoryError} */
export function checkRegular(path: string): void {
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(path);
  } catch {
    // Whoever opens it finds out why.
    return;
  }
  if (!info.isFile) throw new HistoryError("it is no regular file", "foreign");
}
