import { cString } from "./c_string.ts";
import { fail, openLibc } from "./errno.ts";
import { AT_EMPTY_PATH, O_CLOEXEC, O_NOFOLLOW, O_PATH } from "./open_flags.ts";
import { readDescriptor } from "./read_descriptor.ts";
import { type FileFacts, readStatx, STATX_MASK, STATX_SIZE } from "./statx.ts";

/** A regular file, held. Dispose it to let it go. */
export interface PlainFile extends FileFacts, Disposable {
  /**
   * `limit` bytes from `offset` on.
   *
   * @throws {ShimError} with the errno of open(2), lseek(2) or read(2).
   */
  read(limit: number, offset?: number): Uint8Array<ArrayBuffer>;
}

/** Settings of {@link openPlainFile}. */
export interface PlainFileOptions {
  /** Follows a link at the end of the path. @default false */
  readonly followsLink?: boolean;
}

/**
 * Holds a file that anybody may have put there; undefined for one that is not there, not allowed, or not regular.
 * What is looked at is what is read, whatever takes its name meanwhile, and nothing but a regular file is ever
 * opened for reading: the runtime's own `open` would wait for a FIFO's writer, and devices may act.
 */
export function openPlainFile(
  path: string,
  { followsLink = false }: PlainFileOptions = {},
): PlainFile | undefined {
  const { open, lseek, statx, close } = openLibc();
  const held = open(cString(path), O_PATH | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW));
  if (held < 0) return undefined;
  const bytes = new Uint8Array(STATX_SIZE);
  const isKnown = statx(held, cString(""), AT_EMPTY_PATH, STATX_MASK, bytes) === 0;
  const facts = readStatx(bytes);
  if (!isKnown || facts.type !== "file") {
    close(held);
    return undefined;
  }
  return {
    ...facts,
    read(limit, offset = 0) {
      const fd = open(cString(`/proc/self/fd/${held}`), O_CLOEXEC);
      if (fd < 0) fail(`open ${path}`);
      try {
        if (offset > 0 && Number(lseek(fd, BigInt(offset), 0)) < 0) fail(`seek in ${path}`);
        return readDescriptor(fd, limit, path);
      } finally {
        close(fd);
      }
    },
    [Symbol.dispose]() {
      close(held);
    },
  };
}
