/** Holds a folder open, so that what is done in it is done there, whatever its path leads to by then. */

import { cString } from "./c_string.ts";
import { ENOENT, errno, fail, openLibc } from "./errno.ts";
import type { libc } from "./libc.ts";
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_SYMLINK_NOFOLLOW,
  O_CLOEXEC,
  O_NOFOLLOW,
  O_PATH,
} from "./open_flags.ts";
import { ShimError } from "./shim_error.ts";
import { type FileFacts, readStatx, STATX_MASK, STATX_SIZE } from "./statx.ts";

const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;

/** As many links as the kernel follows (`MAXSYMLINKS`). */
const LINKS_MAX = 40;
/** Longest target of a link (`PATH_MAX`). */
const TARGET_MAX = 4096;

const EPERM = 1;
const ENOTDIR = 20;
const ELOOP = 40;

/** A folder that is held. Names are of files in it; no link is followed. */
export interface HeldFolder extends Disposable {
  /** What has the name, links not followed; undefined where there is nothing. @throws {ShimError} */
  find(name: string): FileFacts | undefined;
  /** Gives a file another name; what had that is gone. @throws {ShimError} */
  rename(from: string, to: string): void;
  /** Removes a file. @throws {ShimError} */
  remove(name: string): void;
}

/** Settings of {@link holdFolder}. */
export interface HoldOptions {
  /** Nobody but root and this user may change what lies in it, nor what leads there. @default false */
  readonly isPrivate?: boolean;
}

/**
 * Holds the folder at a path. A symbolic link on the way counts only when it is root's, this user's, or of whoever owns
 * the folder that it lies in: in `/tmp` anybody could have put one. (The kernel can be told to see to that,
 * `fs.protected_symlinks`, and need not have been.)
 *
 * @throws {ShimError} EPERM, saying why, for a way that others can change; else with the errno of openat(2).
 */
export function holdFolder(path: string, { isPrivate = false }: HoldOptions = {}): HeldFolder {
  const libc = openLibc();
  return heldFolder(libc, walk(libc, path, isPrivate));
}

type Libc = typeof libc;

function heldFolder(libc: Libc, fd: number): HeldFolder {
  const { renameat, unlinkat, close } = libc;
  return {
    find(name) {
      return find(libc, fd, name, AT_SYMLINK_NOFOLLOW);
    },
    rename(from, to) {
      if (renameat(fd, cString(from), fd, cString(to)) !== 0) fail(`rename ${from}`);
    },
    remove(name) {
      if (unlinkat(fd, cString(name), 0) !== 0) fail(`remove ${name}`);
    },
    [Symbol.dispose]() {
      close(fd);
    },
  };
}

function find(libc: Libc, fd: number, name: string, flags: number): FileFacts | undefined {
  const bytes = new Uint8Array(STATX_SIZE);
  if (libc.statx(fd, cString(name), flags, STATX_MASK, bytes) === 0) return readStatx(bytes);
  return errno() === ENOENT ? undefined : fail(`look at ${name}`);
}

/** Opens a folder step by step, each from the one before: nothing can be exchanged between a look and a step. */
function walk(libc: Libc, path: string, isPrivate: boolean): number {
  const open = (fd: number, name: string) => {
    const opened = libc.openat(fd, cString(name), O_PATH | O_NOFOLLOW | O_CLOEXEC);
    return opened < 0 ? fail(`open ${path}`) : opened;
  };
  const look = (fd: number) => find(libc, fd, "", AT_EMPTY_PATH) ?? fail(`look at ${path}`);
  const parts = partsOf(path);
  let links = 0;
  let folder = open(AT_FDCWD, path.startsWith("/") ? "/" : ".");
  try {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const here = look(folder);
      if (isPrivate) checkOwner(here, path);
      const next = open(folder, part);
      const found = look(next);
      if (found.type !== "link") {
        libc.close(folder);
        folder = next;
        if (found.type !== "folder") fail(`open ${path}`, ENOTDIR);
        continue;
      }
      const target = targetOf(libc, next);
      libc.close(next);
      if (!isTrustedLink(found, here)) {
        throw new ShimError(`${part}, on the way to ${path}, is another user's link`, EPERM);
      }
      if (++links > LINKS_MAX) fail(`open ${path}`, ELOOP);
      parts.unshift(...partsOf(target));
      if (!target.startsWith("/")) continue;
      libc.close(folder);
      folder = open(AT_FDCWD, "/");
    }
    if (isPrivate) {
      const here = look(folder);
      checkOwner(here, path);
      if ((here.mode & WRITABLE_BY_ALL) !== 0) {
        throw new ShimError(`other users can make files in ${path}`, EPERM);
      }
    }
    return folder;
  } catch (error) {
    libc.close(folder);
    throw error;
  }
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

function targetOf(libc: Libc, link: number): string {
  const target = new Uint8Array(TARGET_MAX);
  const length = Number(libc.readlinkat(link, cString(""), target, BigInt(target.length)));
  if (length < 0) fail("read a link");
  return new TextDecoder().decode(target.subarray(0, length));
}

function isTrusted(uid: number): boolean {
  return uid === 0 || uid === Deno.uid();
}

function isTrustedLink(link: FileFacts, folder: FileFacts): boolean {
  return isTrusted(link.uid) ||
    (link.uid === folder.uid && (folder.mode & WRITABLE_BY_ALL) === 0);
}

/** What lies in a folder can be exchanged by its owner, and by everybody where all may write and it is not sticky. */
function checkOwner({ uid, mode }: FileFacts, path: string): void {
  if (!isTrusted(uid) || ((mode & WRITABLE_BY_ALL) !== 0 && (mode & STICKY) === 0)) {
    throw new ShimError(`other users can replace what lies on the way to ${path}`, EPERM);
  }
}
