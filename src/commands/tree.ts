import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import type { Filter } from "../filter/filter_spec.ts";
import { createJsonText } from "../output/format/json_writer.ts";
import { ASCII_SIGNS, drawTree, type TreeBranch, treeSigns } from "../output/format/tree.ts";
import type { ProcessNode } from "../state/process_node.ts";
import type { ProcessTable } from "../state/process_table.ts";
import { snapshotOf } from "../state/snapshot_of.ts";
import type { Loading } from "./inventory/begin_loading.ts";
import { loadFilters } from "./load_filter.ts";
import { processSpec } from "./process_flags.ts";
import { type Listed, listed } from "./processes/listed.ts";
import { type Grove, groves } from "./tree/groves.ts";
import { renderGroves } from "./tree/render.ts";
import type { TreeValues } from "./tree_flags.ts";
import { takeView, type View } from "./view.ts";
import { watchInventory } from "./watch_inventory.ts";
import { redactorOf } from "./redactor_of.ts";

/**
 * `ctrack tree [CONTAINER...]`: prints each container's processes as a tree, with `--watch` again and again.
 * Returns the exit code.
 *
 * @throws {CliError} for filters that make no sense (2), a container that does not exist (1), and hosts that cannot
 * be seen (3).
 */
export async function runTree(
  io: Io,
  loading: Loading | undefined,
  containers: readonly string[],
  values: TreeValues,
): Promise<number> {
  const filters = await loadFilters(processSpec(values));
  const draw = (all: readonly Grove[]) =>
    renderGroves(all, {
      signs: treeSigns(values.ascii),
      width: values["no-trunc"] ? undefined : io.stdout.columns(),
    });
  const options = { flags: values, redact: redactorOf(values), wantsDetails: () => false };
  if (values.watch) {
    return await watchInventory(io, options, (view) => {
      const lines = draw(grovesOf(view, filters(view.context), containers, values));
      return { lines, content: lines.join("\n") };
    });
  }
  const view = await takeView(io, loading, { ...options, orFromProc: true, keepsEnded: true });
  const all = grovesOf(view, filters(view.context), containers, values);
  const textOf = createJsonText(view.context);
  const lines = values.format === "json"
    ? all.flatMap(({ branches }) => flat(branches)).map(({ labelled, ending }) =>
      textOf(ending ?? labelled)
    )
    : draw(all);
  if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
  return ExitCode.ok;
}

function grovesOf(
  { census, time, isPast }: View,
  filter: Filter,
  containers: readonly string[],
  values: TreeValues,
): readonly Grove[] {
  const { processes } = census;
  const withRuntime = values["runtime-internals"];
  const nodes = isPast ? [...processes.ended(), ...processes.live()] : processes.live();
  const all = listed(census, nodes, { filter, containers, withRuntime, time });
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
