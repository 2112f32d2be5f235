import type { Format, FormatSpec } from "./format.ts";
import { selectFields } from "./select_fields.ts";
import { columnsOf, DEFAULT_COLUMNS } from "./table_columns.ts";
import { joinCells } from "./join_cells.ts";
import { layOut } from "./table_layout.ts";

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
