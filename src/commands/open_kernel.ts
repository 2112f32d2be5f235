import { CliError } from "../cli/cli_error.ts";
import { ExitCode } from "../cli/exit_code.ts";
import {
  Kernel,
  type KernelConfig,
  type KernelSource,
  ShimError,
} from "../source/kernel_source.ts";

/** What to do about some of the kernel's answers (asm-generic/errno-base.h). */
const HINTS: ReadonlyMap<number, string> = new Map([
  [1, "run as root, or grant CAP_BPF and CAP_PERFMON"],
  [12, "give it more memory, or a smaller --buffer-size"],
  [23, "the host has too many open files: raise fs.file-max"],
  [24, "raise the limit of open files, such as with ulimit -n 1024"],
]);

const DOCTOR_HINT = "run ctrack doctor to see what this host lacks";

/** What the kernel refused, for the user; any other error as it is. */
export function asTraceError(error: unknown, message = "cannot go on tracing"): unknown {
  if (!(error instanceof ShimError)) return error;
  const hint = HINTS.get(error.errno) ?? DOCTOR_HINT;
  return new CliError(message, { cause: error, hint, exitCode: ExitCode.cannotTrace });
}

/** The kernel, with nothing loaded yet. @throws {CliError} with exit code 3 and the remedy. */
export function findKernel(): Kernel {
  try {
    return new Kernel();
  } catch (error) {
    throw asTraceError(error, "cannot start tracing");
  }
}

/** Loads the programs. @throws {CliError} with exit code 3 and the remedy. */
export async function openKernel(kernel: Kernel, config: KernelConfig): Promise<KernelSource> {
  try {
    return await kernel.open(config);
  } catch (error) {
    throw asTraceError(error, "cannot start tracing");
  }
}
