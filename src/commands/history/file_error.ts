import { HistoryError, type HistoryTrouble } from "../../store/history/history_error.ts";
import { folderOf } from "../../text/path_parts.ts";

/** What the system's refusals mean. */
const TROUBLES: readonly (readonly [
  type: new (message: string) => Error,
  trouble: HistoryTrouble,
  words: (path: string) => string,
])[] = [
  [Deno.errors.NotFound, "missing", missing],
  [Deno.errors.PermissionDenied, "forbidden", (path) => `permission denied for ${path}`],
  [Deno.errors.NotADirectory, "unreachable", (path) => `${folderOf(path)} is no folder`],
  // The runtime keeps a program without all permissions away from these, whatever it may write otherwise.
  [Deno.errors.NotCapable, "unreachable", () => "no history can lie in /dev, /proc or /sys"],
];

/** Why a file of a history cannot be used, after this error of the system about it. */
export function fileError(path: string, error: unknown): HistoryError {
  if (error instanceof HistoryError) return error;
  const options = { cause: error };
  const known = TROUBLES.find(([type]) => error instanceof type);
  if (known !== undefined) return new HistoryError(known[2](path), known[1], options);
  const message = error instanceof Error ? error.message : String(error);
  // Without the call, which the runtime adds behind a colon.
  return new HistoryError(message.replace(/: \w+ '.*$/s, ""), "unreachable", options);
}

function missing(path: string): string {
  const folder = folderOf(path);
  try {
    Deno.statSync(folder);
    return "there is no such file";
  } catch {
    return `there is no folder ${folder}`;
  }
}
