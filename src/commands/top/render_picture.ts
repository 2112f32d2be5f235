import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { WallClock } from "../../output/format/clock.ts";
import { layOut } from "../../output/format/table_layout.ts";
import { joinCells } from "../../output/format/join_cells.ts";
import { count } from "../../output/format/words.ts";
import type { Body } from "./body.ts";
import { COLUMNS, sortRows, type TopColumn } from "./columns.ts";
import { renderContainer } from "./render_container.ts";
import { renderHelp } from "./render_help.ts";
import { type Line, line, type Size } from "./line.ts";
import type { Row, Sample } from "./row.ts";
import { textFilter } from "./text_filter.ts";
import { filterOf, selectedPlace, type Sight, type ViewState } from "./view_state.ts";

/** What there is to show. */
export interface Scene {
  /** Undefined until everything that runs was listed. */
  readonly sample: Sample | undefined;
  /** The last events of a container, the newest at the end. */
  readonly tailOf: (key: string) => readonly LabelledEvent[];
  readonly clock: WallClock;
  /** What went wrong last; printable, and empty when nothing did. */
  readonly warning: string;
}

/** A screen, and what the next key press has to know of it. */
export interface Picture {
  readonly lines: readonly Line[];
  readonly sight: Sight;
}

/** What the keys do in each state of the screen. */
const HINTS = {
  list: "Enter open  / filter  < > sort  r reverse  p pause  h help  q quit",
  container: "Up Down scroll  p pause  h help  q back",
  typing: "Enter keep  Escape give up",
  help: "q back",
} as const;

/** Screens with fewer lines have none for the hints, and none for the title. */
const ROWS_FOR_HINTS = 8;
const ROWS_FOR_TITLE = 3;

/** The screen as lines: no more than it has, none wider than it. */
export function renderPicture(scene: Scene, view: ViewState, size: Size): Picture {
  const rows = shownRows(scene.sample, view);
  const keys = rows.map(({ key }) => key);
  const title = size.rows < ROWS_FOR_TITLE ? [] : [titleLine(scene, view, size)];
  const status = size.rows < ROWS_FOR_TITLE ? [] : statusLines(scene, view, size);
  const hints = size.rows < ROWS_FOR_HINTS ? [] : [line(hintsOf(view), "ended", size.columns)];
  const head = [...title, ...status];
  const room = { ...size, rows: Math.max(0, size.rows - head.length - hints.length) };
  const { lines, page, treeLines } = bodyOf(scene, view, rows, room);
  const filler = hints.length === 0 ? 0 : Math.max(0, room.rows - lines.length);
  return {
    lines: [
      ...head,
      ...lines,
      ...Array.from({ length: filler }, () => line("", "plain", 0)),
      ...hints,
    ].slice(0, size.rows),
    sight: { keys, page, treeLines },
  };
}

function bodyOf(scene: Scene, view: ViewState, rows: readonly Row[], room: Size): Body {
  if (view.isHelpOpen) {
    return { lines: renderHelp(room), page: room.rows, treeLines: 0 };
  }
  if (view.opened !== undefined) {
    const row = scene.sample?.rows.find(({ key }) => key === view.opened);
    return renderContainer(row, scene.tailOf(view.opened), scene.clock, view.scroll, room);
  }
  return { ...renderList(rows, view, room), treeLines: 0 };
}

function hintsOf({ typing, isHelpOpen, opened }: ViewState): string {
  if (typing !== undefined) return HINTS.typing;
  if (isHelpOpen) return HINTS.help;
  return opened === undefined ? HINTS.list : HINTS.container;
}

/** The rows that the filter lets through, in their order. */
function shownRows(sample: Sample | undefined, view: ViewState): readonly Row[] {
  const { matches } = textFilter(filterOf(view));
  const rows = sample?.rows ?? [];
  const chosen = matches === undefined ? rows : rows.filter(matches);
  return sortRows(chosen, view.sort, view.isReversed);
}

function renderList(
  rows: readonly Row[],
  view: ViewState,
  { columns: width, rows: height }: Size,
): Pick<Body, "lines" | "page"> {
  const columns = layOut(COLUMNS, width);
  const join = (text: (column: TopColumn) => string) =>
    joinCells(columns, width, ({ column, size }) => {
      const cell = text(column);
      // The last column is not filled up by itself.
      return { text: column.number ? cell.padStart(size) : cell };
    });
  const heading = join((column) => headingOf(column, view));
  const page = Math.max(0, height - 1);
  const place = selectedPlace(view, rows.map(({ key }) => key));
  const first = Math.max(0, Math.min(place - Math.floor(page / 2), rows.length - page));
  const lines = rows.slice(first, first + page).map((row, i) => {
    const look = first + i === place ? "selected" : row.hasEnded ? "ended" : "plain";
    return line(join((column) => column.text(row)), look, width);
  });
  return { lines: [line(heading, "heading", width), ...lines], page };
}

/** An arrow down says that the largest or last stands first. */
function headingOf({ name, heading, number }: TopColumn, { sort, isReversed }: ViewState): string {
  if (name !== sort) return heading;
  return heading + (number === isReversed ? "\u2191" : "\u2193");
}

function titleLine({ sample, clock }: Scene, view: ViewState, { columns }: Size): Line {
  if (sample === undefined) return line("ctrack top: looking at what runs", "title", columns);
  const rows = sample.rows.filter(({ hasEnded }) => !hasEnded);
  const sum = (value: (row: Row) => number) => sample.rows.reduce((a, row) => a + value(row), 0);
  const filter = filterOf(view);
  const parts = [
    ...view.isPaused ? ["PAUSED"] : [],
    `ctrack top ${clock.secondOfDay(sample.time)}`,
    count(rows.length, "container"),
    count(sum(({ residents }) => residents.length), "process", "processes"),
    `${sum(({ rates }) => rates.exec).toFixed(1)} exec/s`,
    ...filter === "" || view.typing !== undefined ? [] : [`filter ${filter}`],
  ];
  return line(parts.join("  "), "title", columns);
}

/** What the user types, and what went wrong; nothing where there is neither. */
function statusLines({ sample, warning }: Scene, view: ViewState, { columns }: Size): Line[] {
  const lost = sample?.lost ?? 0;
  const { problem } = textFilter(filterOf(view));
  return [
    ...view.typing === undefined ? [] : [`/${view.typing}_${problem ? `  ${problem}` : ""}`],
    ...lost === 0 ? [] : [`${count(lost, "event")} lost: what is counted is too low`],
    ...warning === "" ? [] : [warning],
  ].map((text, i) => line(text, i === 0 && view.typing !== undefined ? "plain" : "alert", columns));
}
