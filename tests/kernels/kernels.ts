/** The kernels that ctrack is tried on. */

/** A kernel of Debian's. */
export interface KernelChoice {
  /** Version up to where it is the same kernel, for people. */
  readonly name: string;
  /** The suite that has it. */
  readonly suite: string;
  /** The suite whose C library ctrack meets there: that of the release that the kernel is for. */
  readonly libcSuite: string;
}

/**
 * Debian's kernels for virtual machines, oldest first: the newest one of each suite. They are small, and
 * boot in an emulator within seconds.
 */
export const KERNELS = [
  { name: "5.10", suite: "bullseye", libcSuite: "bullseye" },
  { name: "6.1", suite: "bookworm", libcSuite: "bookworm" },
  { name: "6.12", suite: "trixie", libcSuite: "trixie" },
  { name: "newest", suite: "trixie-backports", libcSuite: "trixie" },
] as const satisfies readonly KernelChoice[];

/** The name of one of {@link KERNELS}. */
export type KernelName = typeof KERNELS[number]["name"];
