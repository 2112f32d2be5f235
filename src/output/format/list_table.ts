import { cellsOf, fit } from "./text_width.ts";

/** A column of a list. */
export interface ListColumn {
  readonly heading: string;
  /** Numbers stand at the right and are never cut. @default false */
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

const GAP = "  ";

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
  // Loops, and each cell measured once: a list may have tens of thousands of rows.
  const cells = lines.map((line) => line.map(cellsOf));
  const widest = columns.map((_, i) => {
    let most = 0;
    for (const line of cells) most = Math.max(most, line[i] ?? 0);
    return most;
  });
  const widths = shrink(widest, columns, options.width);
  return lines.map((line, row) => {
    let text = "";
    for (let i = 0; i < columns.length; i++) {
      const width = widths[i] ?? 0;
      const whole = line[i] ?? "";
      const own = cells[row]?.[i] ?? 0;
      const shown = own > width ? fit(whole, width) : { text: whole, cells: own };
      // In characters, of which some take two cells.
      const length = width - shown.cells + shown.text.length;
      if (i > 0) text += GAP;
      text += columns[i]?.number === true ? shown.text.padStart(length) : shown.text.padEnd(length);
    }
    return text.trimEnd();
  });
}

/** Takes cell by cell from whatever column is the widest, until the line fits or nothing is left to take. */
function shrink(
  widest: readonly number[],
  columns: readonly ListColumn[],
  limit: number | undefined,
): readonly number[] {
  const widths = [...widest];
  if (limit === undefined) return widths;
  let excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - limit;
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
