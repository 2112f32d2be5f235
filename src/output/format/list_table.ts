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
  // Loops, and each cell measured once, outside of the collected heap: a list may have tens of thousands of rows.
  const cells = new Uint32Array(lines.length * columns.length);
  const widest = columns.map(() => 0);
  let at = 0;
  for (const line of lines) {
    for (let i = 0; i < columns.length; i++) {
      const text = line[i] ?? "";
      const own = columns[i]?.number === true ? text.length : cellsOf(text);
      cells[at++] = own;
      if (own > (widest[i] ?? 0)) widest[i] = own;
    }
  }
  const widths = shrink(widest, columns, options.width);
  at = 0;
  const parts: string[] = [];
  return lines.map((line) => {
    parts.length = 0;
    let blanks = 0;
    for (let i = 0; i < columns.length; i++) {
      const width = widths[i] ?? 0;
      let text = line[i] ?? "";
      let own = cells[at++] ?? 0;
      if (own > width) ({ text, cells: own } = fit(text, width));
      const isNumber = columns[i]?.number === true;
      if (i > 0) blanks += GAP;
      if (isNumber) blanks += width - own;
      // What is blank up to the end of the line is never written.
      if (text !== "") {
        parts.push(blank(blanks), text);
        blanks = 0;
      }
      if (!isNumber) blanks += width - own;
    }
    return parts.join("").trimEnd();
  });
}

const BLANKS: readonly string[] = Array.from({ length: 64 }, (_, length) => " ".repeat(length));

function blank(length: number): string {
  return BLANKS[length] ?? " ".repeat(length);
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
