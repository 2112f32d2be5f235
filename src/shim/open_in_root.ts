/** Opens files below a process's root directory as that process would see them, and never others. */

import { cString } from "./c_string.ts";
import { libc, offThread } from "./libc.ts";
import { AT_EMPTY_PATH, O_CLOEXEC, O_DIRECTORY, O_PATH } from "./open_flags.ts";
import { AT_STATX_DONT_SYNC, readStatx, STATX_MASK, STATX_SIZE } from "./statx.ts";

/** openat2(2) has the same number on all of Linux's newer architectures. */
const SYS_OPENAT2 = 437n;

/** `RESOLVE_NO_MAGICLINKS | RESOLVE_IN_ROOT` (linux/openat2.h): links lead nowhere else. */
const RESOLVE = 0x02n | 0x10n;

/** `struct statfs` is smaller than this everywhere, and begins with the type. */
const STATFS_SIZE = 256;
/** A file system that a process serves, perhaps one in the container, which may let us wait. */
const FUSE_SUPER_MAGIC = 0x65735546n;

/** A socket's file, held open without being connected to. */
export interface HeldSocket extends Disposable {
  /** Leads to this very socket, whatever is put in its place, until it is let go. */
  readonly path: string;
  /** Tells sockets apart: device and inode. */
  readonly key: string;
  /** Owner, in the host's numbers. */
  readonly uid: number;
}

/** A process's root directory. */
export interface HeldRoot extends Disposable {
  /** The socket at a path below the root; undefined for all else. To be awaited before the root is let go. */
  socket(path: string): Promise<HeldSocket | undefined>;
}

/**
 * Holds the root directory of a process; undefined when there is no such process or it may not be looked at.
 * Never rejects.
 *
 * A path such as `/proc/PID/root/var/run/docker.sock` must not be used as it is: where a container has made
 * `/var/run` or the socket a symbolic link, the kernel follows an absolute one from our own root, and the host's
 * daemon would answer in place of the container's. `openat2` with `RESOLVE_IN_ROOT` (Linux 5.6) resolves each
 * link from the container's root, in one step in which nothing can be exchanged. The descriptor then stands
 * for the socket itself: connecting to `/proc/self/fd/N` looks at no path of the container again.
 *
 * Every call that could meet a file system served by a process of the container runs on a thread of its own,
 * so one that never answers holds up nothing but this promise.
 */
export async function holdRoot(pid: number): Promise<HeldRoot | undefined> {
  const path = cString(`/proc/${pid}/root`);
  const root = await offThread.open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) return undefined;

  async function socket(path: string): Promise<HeldSocket | undefined> {
    const how = new BigUint64Array([BigInt(O_PATH | O_CLOEXEC), 0n, RESOLVE]);
    const size = BigInt(how.byteLength);
    const opened = await offThread.syscall(SYS_OPENAT2, BigInt(root), cString(path), how, size);
    const fd = Number(opened);
    if (fd < 0) return undefined;
    const found = await describe(fd);
    if (found === undefined) {
      libc.close(fd);
      return undefined;
    }
    let isOpen = true;
    return {
      path: `/proc/self/fd/${fd}`,
      ...found,
      [Symbol.dispose]() {
        if (isOpen) libc.close(fd);
        isOpen = false;
      },
    };
  }

  return {
    socket,
    [Symbol.dispose]() {
      libc.close(root);
    },
  };
}

async function describe(
  fd: number,
): Promise<{ readonly key: string; readonly uid: number } | undefined> {
  const fileSystem = new Uint8Array(STATFS_SIZE);
  if (await offThread.fstatfs(fd, fileSystem) !== 0) return undefined;
  if (new DataView(fileSystem.buffer).getBigInt64(0, true) === FUSE_SUPER_MAGIC) return undefined;
  const bytes = new Uint8Array(STATX_SIZE);
  const flags = AT_EMPTY_PATH | AT_STATX_DONT_SYNC;
  if (await offThread.statx(fd, cString(""), flags, STATX_MASK, bytes) !== 0) return undefined;
  const { type, device, inode, uid } = readStatx(bytes);
  return type === "socket" ? { key: `${device}:${inode}`, uid } : undefined;
}
