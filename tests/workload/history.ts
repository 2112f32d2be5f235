/** A history to record into, and asking it. */

import { assertEquals } from "@std/assert";
import { type CtrackOptions, runCtrack } from "./ctrack.ts";
import type { EventLine } from "./event_line.ts";

/** A folder for a history. Dispose it to remove it. */
export interface HistoryFolder extends AsyncDisposable {
  readonly path: string;
  /** Path of the file, which is not there yet. */
  readonly db: string;
}

/** Makes a folder for a history, for its user alone. */
export async function historyFolder(): Promise<HistoryFolder> {
  const path = await Deno.makeTempDir({ prefix: "ctrack-history-" });
  return {
    path,
    db: `${path}/history.db`,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** What a question gave. */
export interface HistoryAnswer {
  readonly events: readonly EventLine[];
  readonly stderr: string;
}

/** Asks for JSON; the answer must come with 0. */
export async function askHistory(
  db: string,
  question: string,
  ...flags: readonly string[]
): Promise<HistoryAnswer> {
  return await askHistoryAs({}, db, question, ...flags);
}

/** The same, such as for another user. */
export async function askHistoryAs(
  options: CtrackOptions,
  db: string,
  question: string,
  ...flags: readonly string[]
): Promise<HistoryAnswer> {
  const args = ["history", question, "--db", db, "-o", "json", ...flags];
  const { code, stdout, stderr } = await runCtrack(args, options);
  assertEquals([args, code, stderr.includes("because")], [args, 0, false], stderr);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { events: lines.map((line) => JSON.parse(line)), stderr };
}
