import { libc } from "./libc.ts";
import { ShimError } from "./shim_error.ts";

/** getrlimit(2): bytes of a file, and open files, by their numbers on all architectures that ctrack is built for. */
const RLIMIT_FSIZE = 1;
const RLIMIT_NOFILE = 7;

/** "Too many open files" and "File too large" (asm-generic/errno-base.h). */
const EMFILE = 24;
const EFBIG = 27;

/**
 * Files that ctrack needs: 55 for programs, maps and what it listens to, and some to ask runtimes and read their
 * files. The runtime ends itself with words of its own where it cannot have one of those that it needs at the start.
 */
const FILES_NEEDED = 64;

/** @throws {ShimError} where this process may not open as many files as it takes to trace. */
export function checkFileLimit(): void {
  const limit = limitOf(RLIMIT_NOFILE);
  if (limit === undefined || limit >= FILES_NEEDED) return;
  throw new ShimError(
    `${limit} files may be open at a time, and ctrack needs ${FILES_NEEDED}`,
    EMFILE,
  );
}

/**
 * A file in memory counts as any other, and the first byte beyond the limit ends the process by a signal.
 *
 * @throws {ShimError} where this process may not write a file of so many bytes.
 */
export function checkSizeLimit(size: number): void {
  const limit = limitOf(RLIMIT_FSIZE);
  if (limit === undefined || limit >= size) return;
  throw new ShimError(
    `a file may have ${limit} bytes, and ctrack needs one of ${size} in memory`,
    EFBIG,
  );
}

/** The limit as it is now; undefined where the system does not tell. */
function limitOf(resource: number): bigint | undefined {
  // The limit now, and how far it may be raised.
  const limits = new BigUint64Array(2);
  return libc.getrlimit(resource, new Uint8Array(limits.buffer)) === 0 ? limits[0] : undefined;
}
