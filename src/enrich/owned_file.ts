import { isThere } from "../shim/host_file.ts";
import { readStateNow } from "./state_file.ts";

/** Tells two contents of a file apart: podman writes a new file and renames it. */
export interface FileVersion {
  readonly inode: number | null;
  readonly size: number;
  readonly modified: number | undefined;
}

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
  if (!isThere(path)) return undefined;
  try {
    const version = versionOf(Deno.statSync(path), uid, limit);
    if (version === undefined) return undefined;
    if (known !== undefined && isSame(version, known)) return { version, text: undefined };
    const text = readStateNow(path, limit, uid === 0);
    return text === undefined ? undefined : { version, text };
  } catch {
    return undefined;
  }
}

function versionOf(info: Deno.FileInfo, uid: number, limit: number): FileVersion | undefined {
  if (!info.isFile || info.uid !== uid || info.size > limit) return undefined;
  return { inode: info.ino, size: info.size, modified: info.mtime?.getTime() };
}

function isSame(a: FileVersion, b: FileVersion): boolean {
  return a.inode === b.inode && a.size === b.size && a.modified === b.modified;
}
