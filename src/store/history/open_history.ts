import { DatabaseSync } from "node:sqlite";
import { HistoryError, troubleOf } from "./history_error.ts";
import { checkIdentity, identify, migrate } from "./migrate.ts";
import { MIGRATIONS } from "./schema.ts";

/** How long to wait for a lock that another program holds when the file is opened, ms. */
const OPEN_WAIT_MS = 1000;

/**
 * How long a write waits for such a lock, ms: nothing else goes on meanwhile. What could not be written is tried
 * again with the next batch.
 */
const WRITE_WAIT_MS = 20;

/**
 * How long a question waits for such a lock, ms: a writer's log is being put in order after it was killed, say.
 */
const READ_WAIT_MS = 5000;

/**
 * How the file is written.
 * - WAL: whoever asks does not wait for whoever writes, nor the other way round.
 * - NORMAL: nothing is synced when a batch is committed, only when the log is copied into the file. A program that
 *   is killed loses nothing that was committed; a host that loses power may lose the last batches, and the file is
 *   whole all the same.
 * - The log keeps its size between two copies, and gives back what a reader made it grow beyond.
 */
const WRITE_SETTINGS = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA journal_size_limit = ${8 << 20};
`;

/** Big results are sorted in memory: no file is made that nobody asked for. */
const COMMON_SETTINGS = "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF";

/**
 * Opens a history for writing, makes one of an empty file, and brings it to the newest version.
 *
 * @throws {HistoryError}
 */
export function openForWriting(path: string): DatabaseSync {
  return open(path, { timeout: OPEN_WAIT_MS }, (db) => {
    migrate(db);
    db.exec(WRITE_SETTINGS);
    db.exec(`PRAGMA busy_timeout = ${WRITE_WAIT_MS}`);
  });
}

/**
 * Opens a history for questions. Nothing of it is changed.
 *
 * @throws {HistoryError}
 */
export function openForReading(path: string): DatabaseSync {
  return open(path, { timeout: READ_WAIT_MS, readOnly: true }, (db) => {
    const identity = identify(db);
    checkIdentity(identity);
    if (identity.version < MIGRATIONS.length) {
      throw new HistoryError(
        identity.isEmpty ? "it is empty" : `its version is ${identity.version}`,
        "older",
      );
    }
  });
}

function open(
  path: string,
  options: { readonly timeout: number; readonly readOnly?: boolean },
  prepare: (db: DatabaseSync) => void,
): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    // Without a folder `:memory:` is no file to SQLite.
    db = new DatabaseSync(path.includes("/") ? path : `./${path}`, options);
    db.exec(COMMON_SETTINGS);
    prepare(db);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof HistoryError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new HistoryError(message, troubleOf(error), { cause: error });
  }
}

/**
 * Closes what was opened for writing, as one file that whoever may read it can open, without its log: those would
 * need the right to make files beside it. Where somebody reads at this moment, the log stays.
 */
export function closeAfterWriting(db: DatabaseSync): void {
  try {
    db.exec("PRAGMA journal_mode = DELETE");
  } catch {
    // Somebody reads, or the disk is full: the log holds the rest.
  }
  db.close();
}
