/** Flag of statx(2) (linux/fcntl.h): what the kernel has, no word from a remote file system. */
export const AT_STATX_DONT_SYNC = 0x4000;

/** `STATX_TYPE | STATX_MODE | STATX_UID | STATX_MTIME | STATX_INO | STATX_SIZE`. */
export const STATX_MASK = 0x1 | 0x2 | 0x8 | 0x40 | 0x100 | 0x200;

/** Bytes of `struct statx`. */
export const STATX_SIZE = 256;

/** Where its fields are (linux/stat.h): alike on all architectures, unlike those of `struct stat`. */
const AT = {
  uid: 20,
  mode: 28,
  inode: 32,
  size: 40,
  modifiedSeconds: 112,
  modifiedNanoseconds: 120,
  deviceMajor: 136,
  deviceMinor: 140,
} as const;

const S_IFMT = 0o170000;
const TYPES: ReadonlyMap<number, FileFacts["type"]> = new Map([
  [0o100000, "file"],
  [0o140000, "socket"],
  [0o040000, "folder"],
  [0o120000, "link"],
]);

/** What the kernel says of a file. */
export interface FileFacts {
  readonly type: "file" | "socket" | "folder" | "link" | "other";
  /** Type and permissions, as stat(2) has them. */
  readonly mode: number;
  readonly uid: number;
  readonly inode: bigint;
  /** As stat(2) has it. */
  readonly device: number;
  /** Bytes. */
  readonly size: number;
  /** When it was written last, whole ms since 1970. */
  readonly modified: number;
}

/** Reads what statx(2) wrote. */
export function readStatx(bytes: Uint8Array<ArrayBuffer>): FileFacts {
  const stat = new DataView(bytes.buffer, bytes.byteOffset, STATX_SIZE);
  const mode = stat.getUint16(AT.mode, true);
  const seconds = Number(stat.getBigInt64(AT.modifiedSeconds, true));
  const nanoseconds = stat.getUint32(AT.modifiedNanoseconds, true);
  return {
    type: TYPES.get(mode & S_IFMT) ?? "other",
    mode,
    uid: stat.getUint32(AT.uid, true),
    inode: stat.getBigUint64(AT.inode, true),
    device: deviceOf(stat.getUint32(AT.deviceMajor, true), stat.getUint32(AT.deviceMinor, true)),
    size: Number(stat.getBigUint64(AT.size, true)),
    modified: seconds * 1000 + Math.floor(nanoseconds / 1e6),
  };
}

/** Both numbers of a device as one (glibc, sys/sysmacros.h). */
function deviceOf(major: number, minor: number): number {
  return (minor & 0xff) + (major & 0xfff) * 2 ** 8 + (minor >>> 8) * 2 ** 20 +
    (major >>> 12) * 2 ** 44;
}
