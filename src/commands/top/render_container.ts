import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { WallClock } from "../../output/format/clock.ts";
import { details } from "../../output/format/details.ts";
import { printable } from "../../text/printable.ts";
import { processOf } from "../../output/format/subject.ts";
import { idCell, nameCell, podCell } from "../inventory/place_cells.ts";
import type { Body } from "./body.ts";
import { COLUMNS } from "./columns.ts";
import { line, type Size } from "./line.ts";
import { processTree, TREE_HEADING } from "./process_tree.ts";
import type { Row } from "./row.ts";

/** What stands above the last events. */
const TAIL_HEADING = `${"TIME".padEnd(12)} ${"EVENT".padEnd(9)} ${"PID".padStart(8)} DETAILS`;

/** Lines of the two headings and of the two lines about the container. */
const FIXED = 4;

/** One container: what it is, its processes as a tree, and its last events, the newest at the end. */
export function renderContainer(
  row: Row | undefined,
  tail: readonly LabelledEvent[],
  clock: WallClock,
  scroll: number,
  { columns, rows }: Size,
): Body {
  if (row === undefined) {
    return { lines: [line("This container has ended.", "alert", columns)], page: 0, treeLines: 0 };
  }
  const tree = processTree(row.residents);
  const room = Math.max(0, rows - FIXED);
  // The tail has what the tree leaves, and a half when both want more.
  const page = Math.min(tree.length, Math.max(Math.ceil(room / 2), room - tail.length));
  const first = Math.max(0, Math.min(scroll, tree.length - page));
  const kept = Math.max(0, room - page);
  const plain = (text: string) => line(text, "plain", columns);
  return {
    lines: [
      line(factsOf(row), "title", columns),
      plain(figuresOf(row)),
      line(TREE_HEADING, "heading", columns),
      ...tree.slice(first, first + page).map(plain),
      line(TAIL_HEADING, "heading", columns),
      ...(kept === 0 ? [] : tail.slice(-kept)).map((each) => plain(eventLine(each, clock))),
    ],
    page,
    treeLines: tree.length,
  };
}

function factsOf({ container, hasEnded }: Row): string {
  return [
    nameCell(container),
    idCell(container, false),
    printable(container.image ?? ""),
    printable(container.runtime ?? container.kind),
    podCell(container),
    hasEnded ? "ended" : container.state ?? "",
  ].filter((text) => text !== "").join("  ");
}

/** The numbers of the row, by the names of their columns. */
function figuresOf(row: Row): string {
  return COLUMNS.filter(({ number }) => number)
    .map(({ heading, text }) => ({ heading, value: text(row) }))
    .filter(({ value }) => value !== "")
    .map(({ heading, value }) => `${heading} ${value}`).join("  ");
}

function eventLine(labelled: LabelledEvent, clock: WallClock): string {
  const { event } = labelled;
  const subject = processOf(event);
  const command = subject === undefined ? "" : printable(subject.command);
  return [
    clock.timeOfDay(event.time),
    event.kind.padEnd(9),
    String(subject?.pid ?? "").padStart(8),
    // An exec tells its command line, which says more than the name.
    event.kind === "exec" ? details(labelled) : `${command} ${details(labelled)}`.trim(),
  ].join(" ");
}
