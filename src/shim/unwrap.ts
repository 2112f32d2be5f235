import { ShimError } from "./shim_error.ts";

/**
 * Returns what a shim function returned if it is not an error.
 *
 * @throws {ShimError} for -errno, with the text in `message` (NUL-terminated), else with `action`.
 */
export function unwrap(returned: number, action: string, message?: Uint8Array): number {
  if (returned >= 0) return returned;
  const end = message?.indexOf(0) ?? 0;
  const text = message && end > 0
    ? `cannot ${new TextDecoder().decode(message.subarray(0, end))}`
    : `cannot ${action}: errno ${-returned}`;
  throw new ShimError(text, -returned);
}
