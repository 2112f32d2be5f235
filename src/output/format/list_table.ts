import { LineBuffer } from "./line_buffer.ts";
import { cellsOf, fit } from "./text_width.ts";

/** A column of a list. */
export interface ListColumn {
  readonly heading: string;
  /** Numbers, which are ASCII, stand at the right and are never cut. @default false */
  readonly number?: boolean;
}

/** How a list is laid out. */
export interface ListOptions {
  /** Terminal columns; wider lists have their widest columns cut. @default undefined: nothing is cut */
  readonly width?: number | undefined;
  /** @default false */
  readonly noHeader?: boolean;
}

/** No column is cut to less, cells: what is left of a name still says something. */
const MIN_WIDTH = 8;

/** Cells between columns. */
const GAP = 2;

/**
 * A list that is known as a whole, as lines: each column as wide as its widest cell, as far as the
 * terminal has room. Cells are printable text, one for each column.
 */
export function renderList(
  columns: readonly ListColumn[],
  rows: readonly (readonly string[])[],
  options: ListOptions = {},
): readonly string[] {
  const headings = columns.map(({ heading }) => heading);
  const lines = options.noHeader === true ? rows : [headings, ...rows];
  // Each cell is measured once, outside of the collected heap: a list may have tens of thousands of rows.
  const cells = new Uint32Array(lines.length * columns.length);
  const widest = columns.map(() => 0);
  lines.forEach((line, at) => measure(columns, line, cells, at * columns.length, widest));
  const widths = shrink(widest, columns, options.width);
  // As bytes, and all at once: joining strings makes ten times as much garbage as text.
  const out = new LineBuffer();
  lines.forEach((line, at) => {
    if (at > 0) out.text("\n");
    layOut(columns, line, cells, at * columns.length, widths, out);
  });
  return lines.length === 0 ? [] : out.toString().split("\n");
}

/** Measures a row's cells. In a function of its own, which the engine compiles while a list is still long. */
function measure(
  columns: readonly ListColumn[],
  line: readonly string[],
  cells: Uint32Array,
  at: number,
  widest: number[],
): void {
  for (let i = 0; i < columns.length; i++) {
    const text = line[i] ?? "";
    const own = columns[i]?.number === true ? text.length : cellsOf(text);
    cells[at + i] = own;
    if (own > (widest[i] ?? 0)) widest[i] = own;
  }
}

function layOut(
  columns: readonly ListColumn[],
  line: readonly string[],
  cells: Uint32Array,
  at: number,
  widths: readonly number[],
  out: LineBuffer,
): void {
  let blanks = 0;
  for (let i = 0; i < columns.length; i++) {
    const width = widths[i] ?? 0;
    let text = line[i] ?? "";
    let own = cells[at + i] ?? 0;
    if (own > width) ({ text, cells: own } = fit(text, width));
    const isNumber = columns[i]?.number === true;
    if (i > 0) blanks += GAP;
    if (isNumber) blanks += width - own;
    // What is blank up to the end of the line is never written.
    if (i === columns.length - 1) text = text.trimEnd();
    if (text !== "") {
      out.blanks(blanks);
      out.text(text);
      blanks = 0;
    }
    if (!isNumber) blanks += width - own;
  }
}

/** Takes cell by cell from whatever column is the widest, until the line fits or nothing is left to take. */
function shrink(
  widest: readonly number[],
  columns: readonly ListColumn[],
  limit: number | undefined,
): readonly number[] {
  const widths = [...widest];
  if (limit === undefined) return widths;
  let excess = widths.reduce((sum, width) => sum + width + GAP, -GAP) - limit;
  for (; excess > 0; excess--) {
    let victim = -1;
    for (const [i, width] of widths.entries()) {
      const floor = Math.max(MIN_WIDTH, columns[i]?.heading.length ?? 0);
      if (columns[i]?.number === true || width <= floor) continue;
      if (victim < 0 || width > (widths[victim] ?? 0)) victim = i;
    }
    if (victim < 0) break;
    widths[victim] = (widths[victim] ?? 0) - 1;
  }
  return widths;
}
