import type { HelperClaim } from "./helper.ts";

/** One program that runtimes start beside containers, and what its command line says. */
export interface HelperProgram {
  /** The kernel's names of it, at most 15 bytes; the first is the program's own. */
  readonly commands: readonly string[];
  /** What it may be called by in its first argument; the kernel's names when absent. */
  readonly title?: RegExp;
  /** Where the facts come from: a program with its version, file or document. */
  readonly source: string;
  /** The claim, or undefined for a command line that is about no container. */
  readonly read: (args: readonly string[], workingDirectory: string) => HelperClaim | undefined;
}
