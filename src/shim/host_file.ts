import { cString } from "./c_string.ts";
import { errno, watchErrno } from "./errno.ts";
import { ShimError } from "./shim_error.ts";

/** open(2) flags (asm-generic/fcntl.h): closed on exec, no wait for a FIFO's writer, no link at the end. */
const O_CLOEXEC = 0o2000000;
const O_NONBLOCK = 0o4000;
const O_NOFOLLOW = Deno.build.arch === "aarch64" ? 0o100000 : 0o400000;

/** Room for the first read; files of /proc hand out a page or less at a time. */
const CHUNK_SIZE = 4096;

/** Longest target of a link that is read, bytes. */
const LINK_SIZE = 4096;

const LIBC_SYMBOLS = {
  // int open(const char *path, int flags, ...)
  open: { parameters: ["buffer", "i32"], result: "i32" },
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

type Libc = Deno.DynamicLibrary<typeof LIBC_SYMBOLS>["symbols"];

let opened: Libc | undefined;

/** Opened once, at the first use: that takes longer than reading a file, and helpers make many reads. */
function openLibc(): Libc {
  watchErrno();
  return opened ??= Deno.dlopen("libc.so.6", LIBC_SYMBOLS).symbols;
}

function fail(action: string): never {
  const code = errno();
  throw new ShimError(`cannot ${action}: errno ${code}`, code);
}

/** Whether there is anything of this name. Where there mostly is not, this is cheaper than an exception. */
export function isThere(path: string): boolean {
  return openLibc().access(cString(path), 0) === 0;
}

/**
 * The first `limit` bytes of a file of /proc or /sys. The runtime opens these for a program with all
 * permissions only, whatever its permission to read lists; libc opens what the kernel allows.
 *
 * @throws {ShimError} with the errno of open(2) or read(2).
 */
export function readHostFile(path: string, limit: number): Uint8Array<ArrayBuffer> {
  return readFrom(path, O_CLOEXEC, 0, limit);
}

/** Settings of {@link readPlainFile}. */
export interface PlainFileOptions {
  /** Where to begin, bytes. @default 0 */
  readonly offset?: number;
  /** Follows a link at the end of the path. @default false */
  readonly followsLink?: boolean;
}

/**
 * `limit` bytes of a file that anybody may have put there: a FIFO in its place is an error; the runtime's own
 * `open` would wait for its writer, and the whole program with it.
 *
 * @throws {ShimError} with the errno of open(2), lseek(2) (ESPIPE for a FIFO) or read(2).
 */
export function readPlainFile(
  path: string,
  limit: number,
  { offset = 0, followsLink = false }: PlainFileOptions = {},
): Uint8Array<ArrayBuffer> {
  const flags = O_CLOEXEC | O_NONBLOCK | (followsLink ? 0 : O_NOFOLLOW);
  return readFrom(path, flags, offset, limit);
}

function readFrom(path: string, flags: number, offset: number, limit: number) {
  const { open, lseek, read, close } = openLibc();
  const fd = open(cString(path), flags);
  if (fd < 0) fail(`open ${path}`);
  try {
    if (flags !== O_CLOEXEC && Number(lseek(fd, BigInt(offset), 0)) < 0) {
      fail(`seek in ${path}`);
    }
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
  } finally {
    close(fd);
  }
}

function doubled(bytes: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(limit, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}

/**
 * Where a symbolic link of /proc points, such as `pid:[4026531836]`.
 *
 * @throws {ShimError} with the errno of readlink(2).
 */
export function readHostLink(path: string): string {
  const { readlink } = openLibc();
  const target = new Uint8Array(LINK_SIZE);
  const length = Number(readlink(cString(path), target, BigInt(target.length)));
  if (length < 0) fail(`read the link ${path}`);
  return new TextDecoder().decode(target.subarray(0, length));
}
