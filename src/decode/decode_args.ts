import { decodeText } from "./decode_text.ts";

/** Arguments from their block of memory: each ends with NUL, the last one also by the block's end. */
export function decodeArgs(bytes: Uint8Array): readonly string[] {
  const args: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    const nul = bytes.indexOf(0, start);
    const end = nul < 0 ? bytes.length : nul;
    args.push(decodeText(bytes.subarray(start, end)));
    start = end + 1;
  }
  return args;
}
