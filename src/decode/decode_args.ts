import { decodeText } from "./decode_text.ts";

/** Arguments from their block of memory: each ends with NUL, the last one also by the block's end. */
export function decodeArgs(bytes: Uint8Array): readonly string[] {
  if (bytes.length === 0) return [];
  // NUL is part of no longer sequence: all at once is the same as one by one, and quicker.
  const text = decodeText(bytes);
  return (text.endsWith("\0") ? text.slice(0, -1) : text).split("\0");
}
