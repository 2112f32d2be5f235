import { openPlainFile, type PlainFile } from "../shim/plain_file.ts";
import { textOf } from "./state_file.ts";

/** Tells two contents of a file apart: podman writes a new file and renames it. */
export type FileVersion = Pick<PlainFile, "inode" | "size" | "modified">;

/** What reading gave. */
export interface OwnedRead {
  readonly version: FileVersion;
  /** Undefined where the file is still that of the version known before. */
  readonly text: string | undefined;
}

/**
 * Reads a file that belongs to a user, whole; undefined for one that is not there, not allowed, longer than
 * `limit` bytes, no regular file (opening a FIFO would wait for its writer), or somebody else's: a link could
 * pass off another user's file. Never rejects.
 */
export function readOwnedFile(
  path: string,
  uid: number,
  limit: number,
  known?: FileVersion,
): Promise<OwnedRead | undefined> {
  return Promise.resolve(readNow(path, uid, limit, known));
}

function readNow(
  path: string,
  uid: number,
  limit: number,
  known: FileVersion | undefined,
): OwnedRead | undefined {
  using file = openPlainFile(path, { followsLink: uid === 0 });
  if (file === undefined || file.uid !== uid || file.size > limit) return undefined;
  const { inode, size, modified } = file;
  const version = { inode, size, modified };
  if (known !== undefined && isSame(version, known)) return { version, text: undefined };
  const text = textOf(file, limit);
  return text === undefined ? undefined : { version, text };
}

function isSame(a: FileVersion, b: FileVersion): boolean {
  return a.inode === b.inode && a.size === b.size && a.modified === b.modified;
}
