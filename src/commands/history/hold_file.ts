import { holdFolder } from "../../source/folders.ts";
import { ShimError } from "../../source/kernel_source.ts";
import { HistoryError } from "../../store/history/history_error.ts";
import { fileError } from "./file_error.ts";
import { folderOf } from "../../text/path_parts.ts";

/** What SQLite keeps beside a database. */
const COMPANIONS = ["", "-wal", "-shm", "-journal"] as const;

/** Bit of a mode that lets others than owner and group write. */
const WRITABLE_BY_ALL = 0o002;

/** How long another recorder may take to let go of the file, ms: it may be about to end. */
const LOCK_WAIT_MS = 500;

/**
 * Makes sure that a file can be recorded into: it is there, made if need be for its owner alone; no other
 * recorder has it; and nobody but root and this user could have put it, or what lies beside it, there. To be
 * disposed of behind the database: a descriptor that is closed takes the locks of SQLite along.
 *
 * @throws {HistoryError}
 */
export async function holdFile(path: string): Promise<Disposable> {
  try {
    checkFolder(path);
    const isNew = create(path);
    for (const companion of COMPANIONS) checkFile(path + companion);
    return await lock(path, isNew);
  } catch (error) {
    throw fileError(path, error);
  }
}

/**
 * Others must not be able to put a file in the place of ours, or beside it: SQLite opens its log by its path again and
 * again, and follows links.
 */
function checkFolder(path: string): void {
  const folder = folderOf(path);
  if (!Deno.statSync(folder).isDirectory) {
    throw new HistoryError(`${folder} is no folder`, "unreachable");
  }
  try {
    holdFolder(folder, { isPrivate: true })[Symbol.dispose]();
  } catch (error) {
    if (!(error instanceof ShimError) || !error.isPrivilege) throw error;
    throw new HistoryError(error.message, "unsafe");
  }
}

/** Whether the file was not there. A link is not followed. */
function create(path: string): boolean {
  try {
    Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

function checkFile(path: string): void {
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  if (info.isDirectory) throw new HistoryError(`${path} is a folder`, "foreign");
  if (!info.isFile) throw new HistoryError(`${path} is no regular file`, "unsafe");
  if (!isTrusted(info.uid)) {
    throw new HistoryError(`${path} belongs to another user`, "unsafe");
  }
  if (((info.mode ?? 0) & WRITABLE_BY_ALL) !== 0) {
    throw new HistoryError(`every user can write to ${path}`, "unsafe");
  }
}

function isTrusted(uid: number | null): boolean {
  return uid === 0 || uid === Deno.uid();
}

async function lock(path: string, isNew: boolean): Promise<Disposable> {
  const file = Deno.openSync(path, { read: true });
  const late = Promise.withResolvers<"late">();
  const timer = setTimeout(late.resolve, LOCK_WAIT_MS, "late");
  // Whoever waits in vain ends, and the system call with it.
  const outcome = await Promise.race([file.lock(true), late.promise]);
  clearTimeout(timer);
  if (outcome === "late") {
    throw new HistoryError("another ctrack history record writes to it", "locked");
  }
  return {
    [Symbol.dispose]() {
      file.close();
      // Nothing was recorded: there is nothing to keep.
      if (isNew && isEmpty(path)) Deno.removeSync(path);
    },
  };
}

function isEmpty(path: string): boolean {
  try {
    return Deno.lstatSync(path).size === 0;
  } catch {
    return false;
  }
}
