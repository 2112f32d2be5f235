import type { Container } from "../../model/container.ts";
import type { FieldContext } from "../../output/format/field.ts";
import { createJsonText } from "../../output/format/json_writer.ts";
import { type ListColumn, renderList } from "../../output/format/list_table.ts";
import { printable } from "../../text/printable.ts";
import type { ProcessNode } from "../../state/process_node.ts";
import { snapshotOf } from "../../state/snapshot_of.ts";
import { idCell, nameCell, placeCell, podCell } from "../inventory/place_cells.ts";
import type { ListLayout } from "../list_layout.ts";

/** What was found for a pid that was asked for. */
export interface Answer {
  /** As asked for: the host's, or the container's own. */
  readonly pid: number;
  /** Absent when no process has it. */
  readonly found:
    | { readonly resident: ProcessNode; readonly container?: Container }
    | undefined;
}

const COLUMNS: readonly ListColumn[] = [
  { heading: "PID", number: true },
  { heading: "CPID", number: true },
  { heading: "CONTAINER" },
  { heading: "ID" },
  { heading: "RUNTIME" },
  { heading: "IMAGE" },
  { heading: "POD" },
  { heading: "ROLE" },
  { heading: "KIND" },
  { heading: "CGROUP" },
];

/**
 * The answers as a table, one line each; what is no container stands in parentheses: `(host)`,
 * `(ssh.service)`. Nothing when no process was found.
 */
export function renderAnswers(
  answers: readonly Answer[],
  { noHeader, noTrunc, width }: ListLayout,
): readonly string[] {
  const rows = answers.flatMap(({ found }) =>
    found === undefined ? [] : [rowOf(found.resident, found.container, noTrunc)]
  );
  if (rows.length === 0) return [];
  return renderList(COLUMNS, rows, { noHeader, width: noTrunc ? undefined : width });
}

function rowOf(
  resident: ProcessNode,
  container: Container | undefined,
  isWhole: boolean,
): readonly string[] {
  const { process, cgroup, role } = resident;
  return [
    String(process.pid),
    String(process.vpid),
    container === undefined ? placeCell(snapshotOf(resident, 0)) : nameCell(container),
    container === undefined ? "" : idCell(container, isWhole),
    printable(container?.runtime ?? ""),
    printable(container?.image ?? ""),
    container === undefined ? "" : podCell(container),
    role ?? "",
    container?.kind ?? cgroup?.owner.kind ?? "",
    printable(cgroup?.path ?? ""),
  ];
}

/**
 * The answers at this time, ns since boot, as JSON: the same objects as of `process` events; nothing for a pid that
 * no process has.
 */
export function renderAnswersJson(
  answers: readonly Answer[],
  time: number,
  context: FieldContext,
): readonly string[] {
  const textOf = createJsonText(context);
  return answers.flatMap(({ found }) =>
    found === undefined ? [] : [textOf(snapshotOf(found.resident, time, found.container))]
  );
}
