import { cString } from "./c_string.ts";
import { ENOENT, errno, fail, openLibc } from "./errno.ts";
import { O_CLOEXEC } from "./open_flags.ts";
import { readDescriptor } from "./read_descriptor.ts";

/** Longest target of a link that is read, bytes. */
const LINK_SIZE = 4096;

/** Whether there is anything of this name. Where there mostly is not, this is cheaper than an exception. */
export function isThere(path: string): boolean {
  return openLibc().access(cString(path), 0) === 0;
}

/** Whether there is nothing of this name for sure: it may also be that it must not be looked for. */
export function isAbsent(path: string): boolean {
  return openLibc().access(cString(path), 0) !== 0 && errno() === ENOENT;
}

/**
 * The first `limit` bytes of a file of /proc or /sys. The runtime opens these for a program with all
 * permissions only, whatever its permission to read lists; libc opens what the kernel allows.
 *
 * @throws {ShimError} with the errno of open(2) or read(2).
 */
export function readHostFile(path: string, limit: number): Uint8Array<ArrayBuffer> {
  const { open, close } = openLibc();
  const fd = open(cString(path), O_CLOEXEC);
  if (fd < 0) fail(`open ${path}`);
  try {
    return readDescriptor(fd, limit, path);
  } finally {
    close(fd);
  }
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
