import { type Batch, decodeFramed, decodeUnframed } from "../../src/decode/decode_batch.ts";
import { type RecordBytes, recordBytes } from "../../src/decode/record_bytes.ts";
import type { Known } from "../fixtures/known_events.ts";

const FOLDER = new URL("../fixtures/kernel/", import.meta.url);

/** A copy of captured bytes, to change at will. */
export function capturedBytes(name: "ring.bin" | "snapshot.bin"): RecordBytes {
  return recordBytes(Deno.readFileSync(new URL(name, FOLDER)).buffer);
}

/** What was known at the capture, without a look at its bytes. */
export const KNOWN: Known = JSON.parse(Deno.readTextFileSync(new URL("known.json", FOLDER)));

/** What a batch comes to. */
export function readBatch<T>(batch: Batch<T>): {
  readonly events: readonly T[];
  readonly undecodable: number;
} {
  const events = [...batch];
  return { events, undecodable: batch.undecodable };
}

const snapshot = capturedBytes("snapshot.bin");
const ring = capturedBytes("ring.bin");

/** All that was captured, decoded: the snapshot, then the ring. */
export const CAPTURED = [
  readBatch(decodeUnframed(snapshot, snapshot.u8.length)),
  readBatch(decodeFramed(ring, ring.u8.length)),
] as const;
