import { libc } from "./libc.ts";
import { ShimError } from "./shim_error.ts";

/** getrlimit(2): open files, by its number on all architectures that ctrack is built for. */
const RLIMIT_NOFILE = 7;

/** "Too many open files" (asm-generic/errno-base.h). */
const EMFILE = 24;

/**
 * Files that ctrack needs: 55 for programs, maps and what it listens to, and some to ask runtimes and read their
 * files. The runtime ends itself with words of its own where it cannot have one of those that it needs at the start.
 */
const FILES_NEEDED = 64;

/** @throws {ShimError} where this process may not open as many files as it takes to trace. */
export function checkFileLimit(): void {
  // The limit now, and how far it may be raised.
  const limits = new BigUint64Array(2);
  const isKnown = libc.getrlimit(RLIMIT_NOFILE, new Uint8Array(limits.buffer)) === 0;
  const [limit = 0n] = limits;
  if (!isKnown || limit >= FILES_NEEDED) return;
  throw new ShimError(
    `${limit} files may be open at a time, and ctrack needs ${FILES_NEEDED}`,
    EMFILE,
  );
}
