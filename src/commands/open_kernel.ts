import { CliError } from "../cli/cli_error.ts";
import { ExitCode } from "../cli/exit_code.ts";
import { formatSize } from "../cli/size.ts";
import { hostFiles } from "../source/host_files.ts";
import {
  Kernel,
  type KernelConfig,
  type KernelSource,
  ShimError,
} from "../source/kernel_source.ts";
import { lockdownMode } from "./doctor/parse/lockdown.ts";
import { memoryLimit } from "../source/memory_limit.ts";

/** "Cannot allocate memory" (asm-generic/errno-base.h). */
const ENOMEM = 12;

/** What to do about some of the kernel's answers. */
const HINTS: ReadonlyMap<number, string> = new Map([
  [1, "run as root, or grant CAP_BPF and CAP_PERFMON"],
  [ENOMEM, "give it more memory, or a smaller --buffer-size"],
  [23, "the host has too many open files: raise fs.file-max"],
  [24, "raise the limit of open files, such as with ulimit -n 1024"],
  [27, "raise the limit of a file's size, such as with ulimit -f unlimited"],
]);

const DOCTOR_HINT = "run ctrack doctor to see what this host lacks";

/** Smaller ones are not worth a look at the limits. */
const LARGE_RING = 16 << 20;

/** What ctrack needs besides its buffer, bytes: half of it to start. */
const MEMORY_NEEDED = 64 << 20;

/**
 * The kernel counts the buffer to the cgroup. One that does not fit it may refuse, or kill ctrack while it tries.
 *
 * @throws {ShimError}
 */
function checkMemory(ringSize: number): void {
  const limit = memoryLimit(hostFiles);
  if (ringSize + MEMORY_NEEDED <= limit) return;
  const [buffer, rest, most] = [ringSize, MEMORY_NEEDED, limit].map(formatSize);
  const why = `a buffer of ${buffer} and ${rest} for the rest are more than the cgroup's ${most}`;
  throw new ShimError(why, ENOMEM);
}

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
    if (config.ringSize > LARGE_RING) checkMemory(config.ringSize);
    return await kernel.open(config);
  } catch (error) {
    throw lockdownError() ?? asTraceError(error, "cannot start tracing");
  }
}

/** Why nobody may trace here, where that is so: the kernel's own words for it are "invalid argument". */
function lockdownError(): CliError | undefined {
  if (lockdownMode(hostFiles) !== "confidentiality") return undefined;
  const cause = new Error("lockdown=confidentiality lets no program read the kernel's memory");
  const hint = "boot with lockdown=integrity or without lockdown";
  return new CliError("cannot start tracing", { cause, hint, exitCode: ExitCode.cannotTrace });
}
