import { deflateRawSync } from "node:zlib";
import type { ClockStep } from "../../model/boot_epochs.ts";
import { BLOCK_HEADER_SIZE, type BlockHeader, checksumOf, writeBlockHeader } from "./block.ts";
import { renderSteps } from "./clock_steps.ts";

/** Of deflate's levels the smallest result that costs no more time than the fastest, 0.4 us an event. */
const LEVEL = 2;

type Facts = Pick<BlockHeader, "count" | "eventsBefore" | "first" | "last">;

/** A block of events, or of who runs, as it lies in the file: header and compressed bytes. */
export function packBlock(
  raw: Uint8Array,
  { kind, ...facts }: Facts & { readonly kind: "events" | "running" },
  seed: number,
): Uint8Array {
  return pack(kind, raw, facts, seed);
}

/** All steps of the clock up to now, behind so many events. */
export function packSteps(
  steps: readonly ClockStep[],
  eventsBefore: number,
  seed: number,
): Uint8Array {
  const raw = new TextEncoder().encode(renderSteps(steps));
  return pack("steps", raw, { count: 0, eventsBefore, first: 0, last: 0 }, seed);
}

function pack(
  kind: BlockHeader["kind"],
  raw: Uint8Array,
  facts: Facts,
  seed: number,
): Uint8Array {
  const packed = deflateRawSync(raw, { level: LEVEL });
  const bytes = new Uint8Array(BLOCK_HEADER_SIZE + packed.length);
  bytes.set(packed, BLOCK_HEADER_SIZE);
  const checksum = checksumOf(packed, seed);
  const sizes = { size: packed.length, rawSize: raw.length };
  writeBlockHeader(bytes, { kind, ...sizes, ...facts, checksum }, seed);
  return bytes;
}

/** What closes a file: behind so many events nothing more was recorded. */
export function packEnd(eventsBefore: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK_HEADER_SIZE);
  const none = { size: 0, rawSize: 0, count: 0, first: 0, last: 0, checksum: 0 };
  writeBlockHeader(bytes, { kind: "end", ...none, eventsBefore }, seed);
  return bytes;
}
