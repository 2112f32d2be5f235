import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import type { ContainerTest } from "../filter/container_tests.ts";
import type { FieldContext } from "../output/format/field.ts";
import type { Kernel } from "../source/kernel_source.ts";
import { compileContainerTests } from "./compile_container_tests.ts";
import {
  isRunning,
  type Moment,
  renderContainers,
  renderContainersJson,
} from "./containers/render.ts";
import type { ContainersValues } from "./containers_flags.ts";
import type { Census, Household } from "../state/census.ts";
import { takeInventory } from "./inventory.ts";
import { findKernel } from "./open_kernel.ts";
import { localClock } from "./local_clock.ts";
import { watchInventory } from "./watch_inventory.ts";

/**
 * `ctrack containers`: prints the containers there are, with `--watch` again and again. Returns the exit
 * code.
 *
 * @throws {CliError} for filters that make no sense (2) and hosts that cannot trace (3).
 */
export async function runContainers(io: Io, values: ContainersValues): Promise<number> {
  const tests = compileContainerTests(values);
  const kernel = findKernel();
  const options = { flags: values, wantsDetails: () => true };
  if (values.watch) {
    return await watchInventory(io, kernel, options, (census) => {
      const households = chosen(census, values, tests);
      return { lines: linesOf(io, values, households, kernel), content: contentOf(households) };
    });
  }
  const census = await takeInventory(io, kernel, options);
  const lines = linesOf(io, values, chosen(census, values, tests), kernel);
  if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
  return ExitCode.ok;
}

function chosen(
  census: Census,
  values: ContainersValues,
  tests: readonly ContainerTest[],
): readonly Household[] {
  return census.households().filter((household) =>
    (values.all || isRunning(household)) &&
    tests.every((test) => test.matches(household.cgroup?.owner, household.container))
  );
}

function linesOf(
  io: Io,
  values: ContainersValues,
  households: readonly Household[],
  kernel: Kernel,
): readonly string[] {
  const moment: Moment = { epochMs: Date.now(), boot: kernel.now() };
  if (values.format === "json") {
    const context: FieldContext = {
      clock: localClock(kernel.bootEpoch),
      hostName: Deno.hostname(),
    };
    return renderContainersJson(households, moment, context);
  }
  return renderContainers(households, moment, {
    noHeader: values["no-header"],
    noTrunc: values["no-trunc"],
    width: io.stdout.columns(),
  });
}

/** What a table shows save for the uptimes, which change by themselves. */
function contentOf(households: readonly Household[]): string {
  return households.map(({ container, residents }) => {
    const { id, name, state } = container;
    return [id, name, state, residents.length].join("\t");
  }).sort().join("\n");
}
