import { readHostFile, readHostLink } from "../shim/host_file.ts";
import { ShimError } from "../shim/shim_error.ts";

/** Most that is read of one file, bytes: thousands of mounts fit. */
const MAX_TEXT = 1 << 20;

/** What the errors say that reading /proc and /sys meets (asm-generic/errno-base.h). */
const REASONS: ReadonlyMap<number, string> = new Map([
  [1, "operation not permitted"],
  [2, "no such file"],
  [13, "permission denied"],
  [20, "a part of the path is no folder"],
  [21, "it is a folder"],
]);

/** What a file of the host holds, or why it cannot be read. */
export type HostText =
  | { readonly text: string }
  | { readonly text: undefined; readonly reason: string };

/** Reads what the kernel tells in files. Never throws. */
export interface HostFiles {
  /** The first `limit` bytes of a file as text, bytes that are no UTF-8 replaced. @default 1 MiB */
  read(path: string, limit?: number): HostText;
  /** The target of a symbolic link. */
  link(path: string): HostText;
}

function attempt(read: () => string): HostText {
  try {
    return { text: read() };
  } catch (error) {
    const errno = error instanceof ShimError ? error.errno : 0;
    return { text: undefined, reason: REASONS.get(errno) ?? (error as Error).message };
  }
}

/** The files of this host. */
export const hostFiles: HostFiles = {
  read: (path, limit = MAX_TEXT) =>
    attempt(() => new TextDecoder().decode(readHostFile(path, limit))),
  link: (path) => attempt(() => readHostLink(path)),
};

/**
 * The text of a file, pipe or terminal that the user named, whole. Waits for whoever writes into a pipe. Never
 * throws: more than `limit` bytes, and bytes that are no UTF-8, are reasons as well.
 */
export function readWholeText(path: string, limit: number): HostText {
  return attempt(() => {
    const bytes = readHostFile(path, limit + 1);
    if (bytes.length > limit) throw new RangeError(`it has more than ${limit} bytes`);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  });
}
