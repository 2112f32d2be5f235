import type { Paint } from "./color.ts";
import type { Format, FormatSpec } from "./format.ts";
import { selectFields } from "./select_fields.ts";
import { columnsOf, DEFAULT_COLUMNS } from "./table_columns.ts";
import { layOut, type SizedColumn } from "./table_layout.ts";
import { fit } from "./text_width.ts";

/** Text of a column's cell and its colour. */
type Cell = (sized: SizedColumn) => { readonly text: string; readonly paint?: Paint | undefined };

/**
 * Joins cells to one line of at most `room` cells. Widths are fixed since lines stream: a value that
 * is too long for its column is cut, a number pushes the rest to the right instead, and the last
 * column takes what is left. Where `room` is undefined nothing is cut.
 */
function joinCells(columns: readonly SizedColumn[], room: number | undefined, cell: Cell): string {
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

/**
 * A table for people, sized for the terminal: no line is wider than it. `fields` replace the usual
 * columns.
 * @throws {FormatError} for an unknown field.
 */
export function createTable(spec: FormatSpec): Format {
  const all = spec.fields === undefined
    ? spec.columns ?? DEFAULT_COLUMNS
    : columnsOf(selectFields(spec.fields));
  const room = spec.noTrunc ? undefined : spec.width;
  const columns = layOut(all, room);
  const header = spec.noHeader
    ? undefined
    : joinCells(columns, room, ({ column }) => ({ text: column.heading }));

  return {
    header: () => header,
    write(labelled, out) {
      const line = joinCells(columns, room, ({ column }) => ({
        text: column.text(labelled, spec),
        paint: spec.color ? column.paint?.(labelled) : undefined,
      }));
      out.text(line);
    },
  };
}
