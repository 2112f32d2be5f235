import { crc32 } from "node:zlib";
import { RAW_MAX } from "./tags.ts";

/** What stands in front of each block. */
export interface BlockHeader {
  /**
   * Events; steps of the clock; the end: the recorder closed the file; or processes that ran when a part of a rotated
   * recording was begun, as `process` events, each of the time when it was last heard of.
   */
  readonly kind: "events" | "end" | "running" | "steps";
  /** Bytes that follow, compressed. */
  readonly size: number;
  /** Bytes before compression. */
  readonly rawSize: number;
  readonly count: number;
  /** Events in front of this block in the whole recording, those included that could not be written. */
  readonly eventsBefore: number;
  /** Times of the first and the last event, ns since boot; of processes that ran, the moment of which that is told. */
  readonly first: number;
  readonly last: number;
  /** CRC-32 of the bytes that follow. */
  readonly checksum: number;
}

/** Bytes of a header. */
export const BLOCK_HEADER_SIZE = 56;

/** What each header begins with: a byte that is in no text, and `blk`. */
export const BLOCK_START = 0xc7;
const MAGIC = 0x6b6c62c7;

/** Bytes that may follow a header: what cannot be compressed grows by a few for each 64 KiB. */
export const BLOCK_MAX = RAW_MAX + (RAW_MAX >> 8);

/** Where the fields of a header are, little-endian. */
const AT = {
  kind: 4,
  size: 8,
  rawSize: 12,
  count: 16,
  checksum: 20,
  eventsBefore: 24,
  first: 32,
  last: 40,
  own: 52,
} as const;

const KINDS = ["events", "end", "running", "steps"] as const;

/**
 * Where the checksums of a recording start: at its random id, so that bytes which look like a block, in the
 * arguments of some process, pass for none.
 */
export function checksumSeed(id: string): number {
  return crc32(id);
}

/** CRC-32 of a block's bytes. */
export function checksumOf(bytes: Uint8Array, seed: number): number {
  return crc32(bytes, seed);
}

/** Writes a header to the beginning of `out`. */
export function writeBlockHeader(out: Uint8Array, header: BlockHeader, seed: number): void {
  const view = new DataView(out.buffer, out.byteOffset, BLOCK_HEADER_SIZE);
  out.fill(0, 0, BLOCK_HEADER_SIZE);
  view.setUint32(0, MAGIC, true);
  view.setUint32(AT.kind, KINDS.indexOf(header.kind), true);
  view.setUint32(AT.size, header.size, true);
  view.setUint32(AT.rawSize, header.rawSize, true);
  view.setUint32(AT.count, header.count, true);
  view.setUint32(AT.checksum, header.checksum, true);
  view.setFloat64(AT.eventsBefore, header.eventsBefore, true);
  view.setFloat64(AT.first, header.first, true);
  view.setFloat64(AT.last, header.last, true);
  view.setUint32(AT.own, checksumOf(out.subarray(0, AT.own), seed), true);
}

/** The header that these bytes begin with; undefined where there is none. */
export function readBlockHeader(bytes: Uint8Array, seed: number): BlockHeader | undefined {
  if (bytes.length < BLOCK_HEADER_SIZE) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, BLOCK_HEADER_SIZE);
  if (view.getUint32(0, true) !== MAGIC) return undefined;
  const own = checksumOf(bytes.subarray(0, AT.own), seed);
  if (view.getUint32(AT.own, true) !== own) return undefined;
  const kind = KINDS[view.getUint32(AT.kind, true)];
  const header = {
    size: view.getUint32(AT.size, true),
    rawSize: view.getUint32(AT.rawSize, true),
    count: view.getUint32(AT.count, true),
    eventsBefore: view.getFloat64(AT.eventsBefore, true),
    first: view.getFloat64(AT.first, true),
    last: view.getFloat64(AT.last, true),
    checksum: view.getUint32(AT.checksum, true),
  };
  const isSane = kind !== undefined && header.size <= BLOCK_MAX && header.rawSize <= RAW_MAX &&
    header.count <= header.rawSize && Number.isSafeInteger(header.eventsBefore) &&
    Number.isFinite(header.first) && Number.isFinite(header.last);
  return isSane ? { kind, ...header } : undefined;
}
