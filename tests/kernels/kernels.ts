/** The kernels that ctrack is tried on. */

/** A kernel of Debian's. */
export interface KernelChoice {
  /** The suite that has it. */
  readonly suite: string;
  /** The suite whose C library ctrack meets there: that of the release that the kernel is for. */
  readonly libcSuite: string;
}

/**
 * Debian's kernels for virtual machines by their series, oldest first: the newest one of each suite. They are small,
 * and boot in an emulator within seconds.
 */
export const KERNELS = {
  "5.10": { suite: "bullseye", libcSuite: "bullseye" },
  "6.1": { suite: "bookworm", libcSuite: "bookworm" },
  "6.12": { suite: "trixie", libcSuite: "trixie" },
  newest: { suite: "trixie-backports", libcSuite: "trixie" },
} as const satisfies Readonly<Record<string, KernelChoice>>;

/** The name of one of {@link KERNELS}. */
export type KernelName = keyof typeof KERNELS;
