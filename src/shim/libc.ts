import { errno, watchErrno } from "./errno.ts";
import { ShimError } from "./shim_error.ts";

/** open(2) flag (asm-generic/fcntl.h): closed on exec. */
export const O_CLOEXEC = 0o2000000;

/** Room for the first read; files of /proc hand out a page or less at a time. */
const CHUNK_SIZE = 4096;

const LIBC_SYMBOLS = {
  // int open(const char *path, int flags, ...)
  open: { parameters: ["buffer", "i32"], result: "i32" },
  // int statx(int dirfd, const char *path, int flags, unsigned mask, struct statx *)
  statx: { parameters: ["i32", "buffer", "i32", "u32", "buffer"], result: "i32" },
  // ssize_t read(int fd, void *buf, size_t count)
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  // off_t lseek(int fd, off_t offset, int whence)
  lseek: { parameters: ["i32", "i64", "i32"], result: "i64" },
  // int access(const char *path, int mode)
  access: { parameters: ["buffer", "i32"], result: "i32" },
  // int close(int fd)
  close: { parameters: ["i32"], result: "i32" },
  // ssize_t readlink(const char *path, char *buf, size_t size)
  readlink: { parameters: ["buffer", "buffer", "usize"], result: "isize" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Functions of the C library. */
export type Libc = Deno.DynamicLibrary<typeof LIBC_SYMBOLS>["symbols"];

let opened: Libc | undefined;

/** Opened once, at the first use: that takes longer than reading a file, and helpers make many reads. */
export function openLibc(): Libc {
  watchErrno();
  return opened ??= Deno.dlopen("libc.so.6", LIBC_SYMBOLS).symbols;
}

/** @throws {ShimError} with the errno of the call before. */
export function fail(action: string): never {
  const code = errno();
  throw new ShimError(`cannot ${action}: errno ${code}`, code);
}

/** The next bytes of an open file, `limit` at most; `path` is for errors. @throws {ShimError} as read(2) says. */
export function readDescriptor(fd: number, limit: number, path: string): Uint8Array<ArrayBuffer> {
  const { read } = openLibc();
  let bytes = new Uint8Array(Math.min(limit, CHUNK_SIZE));
  let length = 0;
  while (length < limit) {
    if (length === bytes.length) bytes = doubled(bytes, limit);
    const room = bytes.subarray(length);
    const count = Number(read(fd, room, BigInt(room.length)));
    if (count < 0) fail(`read ${path}`);
    if (count === 0) break;
    length += count;
  }
  return bytes.slice(0, length);
}

function doubled(bytes: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(limit, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}
