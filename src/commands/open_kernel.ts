import { CliError } from "../cli/cli_error.ts";
import { ExitCode } from "../cli/exit_code.ts";
import { Kernel, type KernelConfig, type KernelSource } from "../source/kernel_source.ts";

const PRIVILEGE_HINT = "run as root, or grant CAP_BPF and CAP_PERFMON";
const DOCTOR_HINT = "run ctrack doctor to see what this host lacks";

function cannotTrace(cause: unknown): CliError {
  const isPrivilege = cause instanceof Error && "isPrivilege" in cause &&
    cause.isPrivilege === true;
  return new CliError("cannot start tracing", {
    cause,
    hint: isPrivilege ? PRIVILEGE_HINT : DOCTOR_HINT,
    exitCode: ExitCode.cannotTrace,
  });
}

/** The kernel, with nothing loaded yet. @throws {CliError} with exit code 3 and the remedy. */
export function findKernel(): Kernel {
  try {
    return new Kernel();
  } catch (cause) {
    throw cannotTrace(cause);
  }
}

/** Loads the programs. @throws {CliError} with exit code 3 and the remedy. */
export async function openKernel(kernel: Kernel, config: KernelConfig): Promise<KernelSource> {
  try {
    return await kernel.open(config);
  } catch (cause) {
    throw cannotTrace(cause);
  }
}
