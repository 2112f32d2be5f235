import type { DatabaseSync } from "node:sqlite";

/**
 * Does all of some work or nothing of it.
 *
 * @throws what the work throws, and what SQLite throws.
 */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    try {
      db.exec("ROLLBACK");
    } catch {
      // SQLite has undone it already, as it does when the disk is full.
    }
    throw error;
  }
}
