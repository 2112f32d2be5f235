/** Answers of a real dockerd, captured by tests/fixtures/capture_docker.ts. */

import type { Splitter } from "../../../src/enrich/api/splitter.ts";

const FOLDER = new URL("../../fixtures/docker/", import.meta.url);

/** The bytes of one captured answer. */
export function fixture(name: string): Uint8Array {
  return Deno.readFileSync(new URL(name, FOLDER));
}

/** All pieces that a splitter makes of these bytes, given to it in chunks of a size. */
export function split(
  bytes: Uint8Array,
  splitter: Splitter,
  chunkSize = bytes.length,
): (Uint8Array | undefined)[] {
  const pieces: (Uint8Array | undefined)[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) {
    pieces.push(...splitter.push(bytes.subarray(at, at + chunkSize)));
  }
  splitter.end();
  return pieces;
}

/** The same, as texts. */
export function splitText(text: string, splitter: Splitter, chunkSize?: number): unknown[] {
  return split(new TextEncoder().encode(text), splitter, chunkSize)
    .map((piece) => piece === undefined ? undefined : new TextDecoder().decode(piece));
}
