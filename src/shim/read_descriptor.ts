import { fail, openLibc } from "./errno.ts";

/** Room for the first read; files of /proc hand out a page or less at a time. */
const CHUNK_SIZE = 4096;

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
