import { libc } from "./libc.ts";
import { checkSizeLimit } from "./limits.ts";
import { ShimError } from "./shim_error.ts";

/** memfd_create(2) flags: close on exec; never executable as a program (6.3, refused before). */
const MFD_CLOEXEC = 1;
const MFD_NOEXEC_SEAL = 8;

/**
 * Puts a shared library into anonymous memory and returns a path that dlopen takes.
 *
 * The runtime would unpack an embedded library into the temporary folder, under a name that anyone can
 * guess and plant; memory needs no writable or executable mount and leaves nothing behind. The
 * descriptor stays open for the life of the process.
 *
 * @throws {ShimError} when the kernel, or a limit of this process, refuses the memory.
 */
export function placeInMemory(name: string, library: Uint8Array<ArrayBuffer>): string {
  checkSizeLimit(library.length);
  const { memfd_create: create, write } = libc;
  const label = new TextEncoder().encode(`${name}\0`);
  let fd = create(label, MFD_CLOEXEC | MFD_NOEXEC_SEAL);
  if (fd < 0) fd = create(label, MFD_CLOEXEC);
  if (fd < 0) throw new ShimError("cannot create an anonymous memory file", 0);
  let written = 0;
  while (written < library.length) {
    const rest = library.subarray(written);
    const count = Number(write(fd, rest, BigInt(rest.length)));
    if (count <= 0) throw new ShimError(`cannot copy ${name} into memory`, 0);
    written += count;
  }
  return `/proc/self/fd/${fd}`;
}
