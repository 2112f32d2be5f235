import { decodeText } from "./decode_text.ts";

/**
 * A path from its components, NUL-terminated and from the leaf up to the root, as the kernel side walks
 * them. No component is the root itself. A walk that was cut lacks the components next to the root.
 */
export function decodePath(bytes: Uint8Array): string {
  let path = "";
  let start = 0;
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
    path = `/${decodeText(bytes.subarray(start, end))}${path}`;
    start = end + 1;
  }
  return path === "" ? "/" : path;
}
