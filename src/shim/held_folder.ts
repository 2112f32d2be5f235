/** Holds a folder open, so that what is done in it is done there, whatever its path leads to by then. */

import { cString } from "./c_string.ts";
import { errno, errnoText, openLibc } from "./errno.ts";
import { type libc, O_CLOEXEC } from "./libc.ts";
import { ShimError } from "./shim_error.ts";

const AT_FDCWD = -100;
const O_NOFOLLOW = Deno.build.arch === "aarch64" ? 0o100000 : 0o400000;
const O_PATH = 0o10000000;
/** `AT_EMPTY_PATH`, `AT_SYMLINK_NOFOLLOW` (linux/fcntl.h). */
const AT_EMPTY_PATH = 0x1000;
const AT_SYMLINK_NOFOLLOW = 0x100;

/** `STATX_TYPE | STATX_MODE | STATX_UID | STATX_INO`, and where they are in `struct statx` (linux/stat.h). */
const STATX_MASK = 0x1 | 0x2 | 0x8 | 0x100;
const STATX = { size: 256, uid: 20, mode: 28, inode: 32, deviceMajor: 136, deviceMinor: 140 };

const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const S_IFLNK = 0o120000;
const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;

/** As many links as the kernel follows (`MAXSYMLINKS`). */
const LINKS_MAX = 40;
/** Longest target of a link (`PATH_MAX`). */
const TARGET_MAX = 4096;

const EPERM = 1;
const ENOENT = 2;
const ENOTDIR = 20;
const ELOOP = 40;

/** What there is of a name, links not followed. */
export interface Found {
  readonly device: number;
  readonly inode: number;
  readonly uid: number;
  /** Type and permissions, as stat(2) has them. */
  readonly mode: number;
}

/** A folder that is held. Names are of files in it; no link is followed. */
export interface HeldFolder extends Disposable {
  /** What has the name; undefined where there is nothing. @throws {ShimError} */
  find(name: string): Found | undefined;
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

function fail(action: string, code = errno()): never {
  throw new ShimError(`cannot ${action}: ${errnoText(code)}`, code);
}

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

function find(libc: Libc, fd: number, name: string, flags: number): Found | undefined {
  const bytes = new Uint8Array(STATX.size);
  if (libc.statx(fd, cString(name), flags, STATX_MASK, bytes) !== 0) {
    return errno() === ENOENT ? undefined : fail(`look at ${name}`);
  }
  const view = new DataView(bytes.buffer);
  const [major, minor] = [STATX.deviceMajor, STATX.deviceMinor]
    .map((at) => view.getUint32(at, true)) as [number, number];
  return {
    // As stat(2) tells it (glibc, sys/sysmacros.h).
    device: (minor & 0xff) + (major & 0xfff) * 2 ** 8 + (minor >>> 8) * 2 ** 20 +
      (major >>> 12) * 2 ** 44,
    inode: Number(view.getBigUint64(STATX.inode, true)),
    uid: view.getUint32(STATX.uid, true),
    mode: view.getUint16(STATX.mode, true),
  };
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
      if ((found.mode & S_IFMT) !== S_IFLNK) {
        libc.close(folder);
        folder = next;
        if ((found.mode & S_IFMT) !== S_IFDIR) fail(`open ${path}`, ENOTDIR);
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

function isTrustedLink(link: Found, folder: Found): boolean {
  return isTrusted(link.uid) ||
    (link.uid === folder.uid && (folder.mode & WRITABLE_BY_ALL) === 0);
}

/** What lies in a folder can be exchanged by its owner, and by everybody where all may write and it is not sticky. */
function checkOwner({ uid, mode }: Found, path: string): void {
  if (!isTrusted(uid) || ((mode & WRITABLE_BY_ALL) !== 0 && (mode & STICKY) === 0)) {
    throw new ShimError(`other users can replace what lies on the way to ${path}`, EPERM);
  }
}
