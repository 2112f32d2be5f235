import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import type { ContainerTest } from "../filter/container_tests.ts";
import { compileContainerTests } from "./compile_container_tests.ts";
import {
  isRunning,
  type Moment,
  renderContainers,
  renderContainersJson,
} from "./containers/render.ts";
import type { ContainersValues } from "./containers_flags.ts";
import type { Loading } from "./inventory/begin_loading.ts";
import { listLayout } from "./list_layout.ts";
import type { Household } from "../state/census.ts";
import { takeView, type View } from "./view.ts";
import { watchInventory } from "./watch_inventory.ts";
import { redactNothing } from "../redact/create_redactor.ts";

const NS_PER_MS = 1_000_000n;

/**
 * `ctrack containers`: prints the containers there are, with `--watch` again and again. Returns the exit
 * code.
 *
 * @throws {CliError} for filters that make no sense (2) and hosts that cannot trace (3).
 */
export async function runContainers(
  io: Io,
  loading: Loading | undefined,
  values: ContainersValues,
): Promise<number> {
  const tests = compileContainerTests(values);
  const options = {
    flags: values,
    // No argument is shown.
    redact: redactNothing,
    wantsDetails: () => true,
    keepsEnded: values.all,
  };
  if (values.watch) {
    return await watchInventory(io, options, (view) => {
      const households = chosen(view, values, tests);
      return { lines: linesOf(io, values, households, view), content: contentOf(households) };
    });
  }
  const view = await takeView(io, loading, options);
  const lines = linesOf(io, values, chosen(view, values, tests), view);
  if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
  return ExitCode.ok;
}

function chosen(
  { census }: View,
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
  { bootEpoch, time, context }: View,
): readonly string[] {
  const moment: Moment = { epochMs: Number(bootEpoch / NS_PER_MS) + time / 1e6, boot: time };
  if (values.format === "json") return renderContainersJson(households, moment, context);
  return renderContainers(households, moment, listLayout(values, io));
}

/** What a table shows save for the uptimes, which change by themselves. */
function contentOf(households: readonly Household[]): string {
  return households.map(({ container, residents }) => {
    const { id, name, state } = container;
    return [id, name, state, residents.length].join("\t");
  }).sort().join("\n");
}
