import type { Paint } from "./color.ts";
import type { Layable, SizedColumn } from "./table_layout.ts";
import { fit } from "./text_width.ts";

/** Text of a column's cell and its colour. */
type Cell<C extends Layable> = (
  sized: SizedColumn<C>,
) => { readonly text: string; readonly paint?: Paint | undefined };

/**
 * Joins cells to one line of at most `room` cells. Widths are fixed since lines stream: a value that
 * is too long for its column is cut, a number pushes the rest to the right instead, and the last
 * column takes what is left. Where `room` is undefined nothing is cut.
 */
export function joinCells<C extends Layable>(
  columns: readonly SizedColumn<C>[],
  room: number | undefined,
  cell: Cell<C>,
): string {
  const end = room ?? Infinity;
  let line = "";
  let used = 0;
  let blanks = 0;
  for (const [index, sized] of columns.entries()) {
    const isLast = index === columns.length - 1;
    const { column, size } = sized;
    const { text, paint } = cell(sized);
    const mayGrow = room === undefined || isLast || column.number;
    const left = end - used - blanks;
    // Nothing follows an uncut last cell, so its width, which costs time, does not matter.
    const { text: shown, cells } = isLast && room === undefined
      ? { text, cells: 0 }
      : fit(text, mayGrow ? left : Math.min(size, left));
    const padding = isLast ? 0 : Math.max(0, Math.min(size, left) - cells);
    const before = column.number ? padding : 0;
    if (shown !== "") {
      line += " ".repeat(blanks + before) + (paint === undefined ? shown : paint(shown));
      used += blanks + before + cells;
      blanks = padding - before + 1;
    } else {
      blanks += padding + 1;
    }
  }
  return line;
}
