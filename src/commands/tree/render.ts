import type { Container } from "../../model/container.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { exitDetails } from "../../output/format/details.ts";
import { shortId } from "../../output/format/place_name.ts";
import { printable } from "../../text/printable.ts";
import { fit } from "../../output/format/text_width.ts";
import { drawTree, type TreeSigns } from "../../output/format/tree.ts";
import type { ProcessNode } from "../../state/process_node.ts";
import { commandText } from "../processes/columns.ts";
import type { Listed } from "../processes/listed.ts";
import type { Grove } from "./groves.ts";

/** How trees are drawn. */
export interface TreeOptions {
  readonly signs: TreeSigns;
  /** Terminal columns; undefined where nothing is cut. */
  readonly width: number | undefined;
}

/**
 * The trees of each container below a line about it, with an empty line between containers. A process is told by
 * its pids, what it runs, and how it ended.
 */
export function renderGroves(
  groves: readonly Grove[],
  { signs, width = Infinity }: TreeOptions,
): readonly string[] {
  return groves.flatMap((grove, i) => {
    const lines = drawTree([{ node: undefined, branches: grove.branches }], signs)
      .map(({ prefix, node }) => prefix + (node === undefined ? headOf(grove) : lineOf(node)));
    return [...i === 0 ? [] : [""], ...lines.map((line) => fit(line, width).text)];
  });
}

function headOf({ container, processes, place }: Grove): string {
  const number = `${processes} ${processes === 1 ? "process" : "processes"}`;
  if (container === undefined) return `${place}, ${number}`;
  return [place, ...about(container), number].join(", ");
}

function about({ id, name, image, runtime, kind }: Container): readonly string[] {
  return [
    ...name === undefined ? [] : [printable(shortId(id))],
    printable(runtime ?? kind),
    ...image === undefined ? [] : [printable(image)],
  ];
}

function lineOf(listed: Listed): string {
  const { node, ending } = listed;
  const { pid, vpid } = node.process;
  const pids = vpid === pid || vpid === 0 ? `${pid}` : `${pid} (${vpid})`;
  const end = ending === undefined ? "" : `: ${endText(ending)}`;
  return `${pids} ${commandText(listed)}${reparented(node)}${end}`;
}

function endText({ event }: LabelledEvent): string {
  return event.kind === "exit" ? exitDetails(event) : "ended, nobody saw how";
}

/** Who has a process now that another one forked. */
function reparented({ parent, reaper, endedAt, role }: ProcessNode): string {
  // Whom a runtime starts is given to the shim.
  if (reaper === undefined || endedAt !== undefined || role !== "child") return "";
  return ` [forked by ${parent.pid}, now of ${reaper.pid}]`;
}
