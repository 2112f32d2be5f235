import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import { ClosedPipeError } from "../cli/cli_error.ts";
import type { FieldContext } from "../output/format/field.ts";
import { renderList } from "../output/format/list_table.ts";
import { drawTree, treeSigns } from "../output/format/tree.ts";
import { processForest } from "../state/process_forest.ts";
import type { Loading } from "./inventory/begin_loading.ts";
import { loadFilters } from "./load_filter.ts";
import { makeFormat } from "./make_format.ts";
import { printLines } from "./print_lines.ts";
import { PROCESS_COLUMNS } from "./processes/columns.ts";
import { type Listed, listed } from "./processes/listed.ts";
import { sorter } from "./processes/sort_listed.ts";
import { processSpec } from "./process_flags.ts";
import type { PsValues } from "./ps_flags.ts";
import { takeView } from "./view.ts";
import { redactorOf } from "./redactor_of.ts";

/** What the table's last column is: there the tree stands. */
const COMMAND = PROCESS_COLUMNS.length - 1;

/**
 * `ctrack ps [CONTAINER...]`: prints the processes that run now. Returns the exit code.
 *
 * @throws {CliError} for flags that make no sense (2), a container that does not exist (1), and hosts that cannot
 * be seen (3).
 */
export async function runPs(
  io: Io,
  loading: Loading | undefined,
  containers: readonly string[],
  values: PsValues,
): Promise<number> {
  const filters = await loadFilters(processSpec(values));
  const sort = sorter(values.sort);
  const view = await takeView(io, loading, {
    flags: values,
    redact: redactorOf(values),
    wantsDetails: () => false,
    orFromProc: true,
  });
  const { census, context, time, isPast } = view;
  const found = listed(census, census.processes.live(), {
    ...{ filter: filters(context), containers, time },
    withRuntime: values["runtime-internals"],
    withUsage: !isPast,
  });
  await printer(io, values, context)(sort(context)(found));
  return ExitCode.ok;
}

type Print = (all: readonly Listed[]) => Promise<void>;

/** @throws {UsageError} for an unknown field or a broken template. */
function printer(io: Io, values: PsValues, context: FieldContext): Print {
  if (values.format !== "table" || values.fields.length > 0) return formatted(io, values, context);
  return async (all) => {
    const lines = tableOf(values.tree ? asTree(all, values.ascii) : all.map(asRow), values, io);
    if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
  };

  function asRow(each: Listed): readonly string[] {
    return PROCESS_COLUMNS.map(({ text }) => text(each, context));
  }

  function asTree(all: readonly Listed[], isAscii: boolean): readonly (readonly string[])[] {
    const byNode = new Map(all.map((each) => [each.node, each]));
    const signs = treeSigns(isAscii);
    return drawTree(processForest(byNode.keys()), signs).flatMap(({ prefix, node }) => {
      const each = byNode.get(node);
      if (each === undefined) return [];
      const row = asRow(each);
      return [row.with(COMMAND, prefix + row[COMMAND])];
    });
  }
}

function tableOf(
  rows: readonly (readonly string[])[],
  values: PsValues,
  io: Io,
): readonly string[] {
  return renderList(PROCESS_COLUMNS, rows, {
    noHeader: values["no-header"],
    width: values["no-trunc"] ? undefined : io.stdout.columns(),
  });
}

/** As `ctrack trace` prints events of kind `process`. */
function formatted(io: Io, values: PsValues, context: FieldContext): Print {
  const format = makeFormat({
    ...context,
    format: values.format,
    fields: values.fields.length > 0 ? values.fields : undefined,
    noHeader: values["no-header"],
    noTrunc: values["no-trunc"],
    width: io.stdout.columns(),
  });
  return async (all) => {
    try {
      await printLines(io.stdout, format, all.map(({ labelled }) => labelled));
    } catch (error) {
      if (!(error instanceof ClosedPipeError)) throw error;
    }
  };
}
