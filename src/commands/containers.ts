import { ClosedPipeError } from "../cli/cli_error.ts";
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
import { Screen } from "./containers/screen.ts";
import type { ContainersValues } from "./containers_flags.ts";
import type { Census, Household } from "./inventory/census.ts";
import { followInventory, takeInventory } from "./inventory.ts";
import { findKernel } from "./open_kernel.ts";
import { listenForStop } from "./stop_signal.ts";
import { localClock } from "./local_clock.ts";

/** How often a table is drawn, ms: changes are seen soon, and a terminal does not flicker. */
const REDRAW_MS = 500;

/**
 * `ctrack containers`: prints the containers there are, with `--watch` again and again. Returns the exit
 * code.
 *
 * @throws {CliError} for filters that make no sense (2) and hosts that cannot trace (3).
 */
export async function runContainers(io: Io, values: ContainersValues): Promise<number> {
  const tests = compileContainerTests(values);
  const kernel = findKernel();
  if (values.watch) return await watch(io, values, tests, kernel);
  const census = await takeInventory(io, kernel, { flags: values, wantsDetails: () => true });
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

/** Draws until stopped; takes the inventory anew when events were lost. */
async function watch(
  io: Io,
  values: ContainersValues,
  tests: readonly ContainerTest[],
  kernel: Kernel,
): Promise<number> {
  using stop = listenForStop(undefined);
  const ended = new AbortController();
  const signal = AbortSignal.any([stop.signal, ended.signal]);
  let failure: unknown;
  const screen = new Screen(io.stdout, (error) => {
    failure = error;
    ended.abort();
  });
  let census: Census | undefined;
  const draw = () => {
    if (census === undefined) return;
    const households = chosen(census, values, tests);
    screen.draw(linesOf(io, values, households, kernel), contentOf(households));
  };
  const timer = setInterval(draw, REDRAW_MS);
  try {
    let mustRepeat = true;
    while (mustRepeat && !signal.aborted) {
      mustRepeat = await followInventory(io, kernel, { flags: values, wantsDetails: () => true }, {
        ready(taken) {
          census = taken;
          draw();
        },
        signal,
      });
    }
  } finally {
    clearInterval(timer);
  }
  if (failure !== undefined && !(failure instanceof ClosedPipeError)) throw failure;
  return failure === undefined ? stop.exitCode ?? ExitCode.ok : ExitCode.ok;
}

/** What a table shows save for the uptimes, which change by themselves. */
function contentOf(households: readonly Household[]): string {
  return households.map(({ container, residents }) => {
    const { id, name, state } = container;
    return [id, name, state, residents.length].join("\t");
  }).sort().join("\n");
}
