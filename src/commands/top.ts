import type { Io } from "../cli/io.ts";
import { canDrawFullScreen } from "../terminal/full_screen.ts";
import { compileContainerTests } from "./compile_container_tests.ts";
import { findKernel } from "./open_kernel.ts";
import { showFullScreen } from "./top/show_full_screen.ts";
import { iterate } from "./top/iterate.ts";
import { Watch } from "./top/watch.ts";
import type { TopValues } from "./top_flags.ts";

/**
 * `ctrack top`: what containers do and use, on the full screen of a terminal, else as plain tables or JSON.
 * Returns the exit code.
 *
 * @throws {CliError} for filters that make no sense (2) and hosts that cannot trace (3).
 */
export async function runTop(io: Io, values: TopValues): Promise<number> {
  const tests = compileContainerTests(values);
  const kernel = findKernel();
  const watch = new Watch(kernel, values, tests);
  const isPlain = values.iterations !== undefined || values.format !== "table" ||
    !canDrawFullScreen(io.stdout, io.env("TERM"));
  const run = isPlain ? iterate : showFullScreen;
  return await run(io, kernel, values, watch);
}
