import type { Container } from "../../model/container.ts";
import type { Process } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { FieldContext } from "../../output/format/field.ts";
import { createJsonText } from "../../output/format/json_writer.ts";
import { type ListColumn, renderList } from "../../output/format/list_table.ts";
import { placeName } from "../../output/format/place_name.ts";
import { printable } from "../../output/format/printable.ts";
import type { Resident } from "../inventory/census.ts";
import { idCell, nameCell, podCell } from "../inventory/place_cells.ts";

/** What was found for a pid that was asked for. */
export interface Answer {
  /** As asked for: the host's, or the container's own. */
  readonly pid: number;
  /** Absent when no process has it. */
  readonly found:
    | { readonly resident: Resident; readonly container?: Container }
    | undefined;
}

/** How answers are shown. */
export interface AnswerOptions {
  readonly noHeader: boolean;
  /** Whole ids, and nothing cut. */
  readonly noTrunc: boolean;
  /** Terminal columns; undefined where there is no terminal. */
  readonly width: number | undefined;
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
  { noHeader, noTrunc, width }: AnswerOptions,
): readonly string[] {
  const rows = answers.flatMap(({ found }) =>
    found === undefined ? [] : [rowOf(found.resident, found.container, noTrunc)]
  );
  if (rows.length === 0) return [];
  return renderList(COLUMNS, rows, { noHeader, width: noTrunc ? undefined : width });
}

function rowOf(
  { process, cgroup, role, labelled }: Resident,
  container: Container | undefined,
  isWhole: boolean,
): readonly string[] {
  return [
    String(process.pid),
    String(process.vpid),
    container === undefined ? hostCell(labelled, process) : nameCell(container),
    container === undefined ? "" : idCell(container, isWhole),
    printable(container?.runtime ?? ""),
    printable(container?.image ?? ""),
    container === undefined ? "" : podCell(container),
    role ?? "",
    container?.kind ?? cgroup?.owner.kind ?? "",
    printable(cgroup?.path ?? ""),
  ];
}

/** A path that says nothing is the host's where the process sees the host's own mounts. */
function hostCell(labelled: LabelledEvent, { mountNamespace }: Process): string {
  const isUnknown = labelled.cgroup?.owner.kind === "unknown";
  return isUnknown && mountNamespace === 0 ? "(host)" : placeName(labelled);
}

/** The answers as JSON, the same objects as of `process` events; nothing for a pid that no process has. */
export function renderAnswersJson(
  answers: readonly Answer[],
  context: FieldContext,
): readonly string[] {
  const textOf = createJsonText(context);
  return answers.flatMap(({ found }) =>
    found === undefined ? [] : [textOf({ ...found.resident.labelled, container: found.container })]
  );
}
