import { baseName } from "./claimed_text.ts";
import type { HelperClaim } from "./helper.ts";
import type { HelperProgram } from "./helper_program.ts";
import { HELPER_PROGRAMS } from "./helper_programs.ts";

function isCalled({ commands, title }: HelperProgram, name: string): boolean {
  return title?.test(name) ?? commands.includes(name);
}

/**
 * What a helper process's command line says; undefined for a program that is no helper, and for one that is
 * about no container in particular, such as `runc list`. Pure, never throws.
 *
 * Programs are known by what they call themselves, else by the kernel's name: one that was started again from
 * memory is `exe` or `6` there. Ids are safe as names of files, paths are absolute and without `..`.
 *
 * @param command The kernel's short name, at most 15 bytes.
 * @param workingDirectory Absolute path, for relative ones on the command line.
 */
export function parseHelper(
  command: string,
  args: readonly string[],
  workingDirectory: string,
): HelperClaim | undefined {
  const called = args[0] ?? "";
  // A title such as `[lxc monitor] /var/lib/lxc web` has no folder in front.
  const name = called.startsWith("[") ? called : baseName(called);
  const program = HELPER_PROGRAMS.find((known) => isCalled(known, name)) ??
    HELPER_PROGRAMS.find((known) => known.commands.includes(command));
  return program?.read(args, workingDirectory);
}
