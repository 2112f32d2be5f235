import { libc } from "./libc.ts";
import { ShimError } from "./shim_error.ts";

/** "No such file or directory" (asm-generic/errno-base.h). */
export const ENOENT = 2;

let location: Deno.UnsafePointerView | undefined;

/** The C library, for calls that may fail: {@link errno} tells why. */
export function openLibc(): typeof libc {
  if (location !== undefined) return libc;
  const pointer = libc.__errno_location();
  if (pointer !== null) location = new Deno.UnsafePointerView(pointer);
  return libc;
}

/** Why the last call of the C library on this thread failed; 0 where nobody knows. */
export function errno(): number {
  return location?.getInt32() ?? 0;
}

/** What a number says, such as `No such file or directory`. */
export function errnoText(number: number): string {
  const text = libc.strerror(number);
  return text === null ? `errno ${number}` : Deno.UnsafePointerView.getCString(text);
}

/** @throws {ShimError} with a code, in words; by default that of the call before. */
export function fail(action: string, code = errno()): never {
  throw new ShimError(`cannot ${action}: ${errnoText(code)}`, code);
}
