import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import type { Filter } from "../filter/filter_spec.ts";
import { createJsonText } from "../output/format/json_writer.ts";
import { ASCII_SIGNS, drawTree, type TreeBranch, UNICODE_SIGNS } from "../output/format/tree.ts";
import type { Kernel } from "../source/kernel_source.ts";
import type { Census } from "../state/census.ts";
import type { ProcessNode } from "../state/process_node.ts";
import type { ProcessTable } from "../state/process_table.ts";
import { snapshotOf } from "../state/snapshot_of.ts";
import { takeInventory } from "./inventory.ts";
import { loadFilter } from "./load_filter.ts";
import { localClock } from "./local_clock.ts";
import { findKernel } from "./open_kernel.ts";
import { processSpec } from "./process_flags.ts";
import { type Listed, listed } from "./processes/listed.ts";
import { type Grove, groves } from "./tree/groves.ts";
import { renderGroves } from "./tree/render.ts";
import type { TreeValues } from "./tree_flags.ts";
import { watchInventory } from "./watch_inventory.ts";

/**
 * `ctrack tree [CONTAINER...]`: prints each container's processes as a tree, with `--watch` again and again.
 * Returns the exit code.
 *
 * @throws {CliError} for filters that make no sense (2), a container that does not exist (1), and hosts that cannot
 * be seen (3).
 */
export async function runTree(
  io: Io,
  containers: readonly string[],
  values: TreeValues,
): Promise<number> {
  const kernel = findKernel();
  const context = { clock: localClock(kernel.bootEpoch), hostName: Deno.hostname() };
  const filter = await loadFilter(processSpec(values), context);
  const grow = (census: Census) => grovesOf(census, kernel, filter, containers, values);
  const draw = (all: readonly Grove[]) =>
    renderGroves(all, {
      signs: values.ascii ? ASCII_SIGNS : UNICODE_SIGNS,
      width: values["no-trunc"] ? undefined : io.stdout.columns(),
    });
  const options = { flags: values, wantsDetails: () => false };
  if (values.watch) {
    return await watchInventory(io, kernel, options, (census) => {
      const lines = draw(grow(census));
      return { lines, content: lines.join("\n") };
    });
  }
  const all = grow(await takeInventory(io, kernel, { ...options, orFromProc: true }));
  const textOf = createJsonText(context);
  const lines = values.format === "json"
    ? all.flatMap(({ branches }) => flat(branches)).map(({ labelled }) => textOf(labelled))
    : draw(all);
  if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
  return ExitCode.ok;
}

function grovesOf(
  census: Census,
  kernel: Kernel,
  filter: Filter,
  containers: readonly string[],
  values: TreeValues,
): readonly Grove[] {
  const { processes } = census;
  const withRuntime = values["runtime-internals"];
  const time = kernel.now();
  const all = listed(census, processes.live(), { filter, containers, withRuntime, time });
  return groves(all, (root) => withRuntime ? helperOf(root, processes, time) : undefined);
}

/** The runtime's helper outside that a container's process stands below. */
function helperOf(root: ProcessNode, table: ProcessTable, time: number): Listed | undefined {
  const node = [root.parent, root.reaper].flatMap((key) => key && table.get(key) || [])
    .find(({ role, container }) => role === "runtime" && container === undefined);
  return node && { node, labelled: snapshotOf(node, time) };
}

/** All nodes, parents before their children. */
function flat(roots: readonly TreeBranch<Listed>[]): readonly Listed[] {
  return drawTree(roots, ASCII_SIGNS).map(({ node }) => node);
}
