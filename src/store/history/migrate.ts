import type { DatabaseSync } from "node:sqlite";
import { HistoryError } from "./history_error.ts";
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts";
import { inTransaction } from "./transaction.ts";

/** What a file says of itself. */
export interface FileIdentity {
  readonly applicationId: number;
  /** Version of the schema; 0 of a file without one. */
  readonly version: number;
  readonly isEmpty: boolean;
}

/** What the file says of itself. @throws {HistoryError} for what is no database. */
export function identify(db: DatabaseSync): FileIdentity {
  return {
    applicationId: pragma(db, "application_id"),
    version: pragma(db, "user_version"),
    isEmpty:
      Number(db.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.["count"]) === 0,
  };
}

/** The value of a pragma that is a number. */
export function pragma(db: DatabaseSync, name: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

/**
 * Refuses what is another program's, or a newer ctrack's.
 *
 * @throws {HistoryError}
 */
export function checkIdentity(
  { applicationId, version, isEmpty }: FileIdentity,
  steps: readonly string[] = MIGRATIONS,
): void {
  if (isEmpty && version === 0) return;
  if (applicationId !== APPLICATION_ID) {
    throw new HistoryError("it is a database of another program", "foreign");
  }
  if (version > steps.length) {
    throw new HistoryError(
      `a newer ctrack wrote it: its version is ${version}, and this ctrack knows ${steps.length}`,
      "newer",
    );
  }
}

/**
 * Brings a database to the newest version, each step whole or not at all. An empty one is set up first.
 *
 * @throws {HistoryError} for another program's database, and for a newer version.
 */
export function migrate(db: DatabaseSync, steps: readonly string[] = MIGRATIONS): void {
  const identity = identify(db);
  checkIdentity(identity, steps);
  if (identity.isEmpty && identity.version === 0) {
    // Room that retention makes can be given back only if this is set before the first table.
    db.exec(`PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = ${APPLICATION_ID}`);
  }
  for (const [index, step] of steps.entries()) {
    if (index < identity.version) continue;
    inTransaction(db, () => db.exec(`${step}; PRAGMA user_version = ${index + 1}`));
  }
}
