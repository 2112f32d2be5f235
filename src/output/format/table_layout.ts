/** What the layout has to know of a column. Widths are terminal cells. */
export interface Layable {
  /** Width on a narrow terminal. */
  readonly min: number;
  /** Width where there is room. */
  readonly max: number;
  /** Numbers stand at the right and are never cut: half a pid is another pid. */
  readonly number: boolean;
  /** On a narrow terminal columns go in this order, 1 first; 0 stays. */
  readonly drop: number;
}

/** A column and the width it got. */
export interface SizedColumn<C extends Layable> {
  readonly column: C;
  readonly size: number;
}

/** One blank between columns. */
function lineWidth(columns: readonly Layable[]): number {
  return columns.reduce((sum, { min }) => sum + min + 1, -1);
}

/** Columns that fit `width` at their smallest, or those that may not go. */
function dropColumns<C extends Layable>(columns: readonly C[], width: number): readonly C[] {
  if (lineWidth(columns) <= width) return columns;
  const ranks = columns.map(({ drop }) => drop).filter((drop) => drop > 0);
  if (ranks.length === 0) return columns;
  const next = Math.min(...ranks);
  return dropColumns(columns.filter(({ drop }) => drop !== next), width);
}

/**
 * Chooses columns and widths for a terminal. Columns go in their order of dropping until the rest
 * fits; spare room goes to the last column up to its `max`, then to the others from left to right,
 * and what is left to the last one again, which takes whatever a line leaves it.
 *
 * Without `width` nothing is dropped and all get their `max`.
 */
export function layOut<C extends Layable>(
  columns: readonly C[],
  width: number | undefined,
): readonly SizedColumn<C>[] {
  if (width === undefined) return columns.map((column) => ({ column, size: column.max }));
  const kept = dropColumns(columns, width);
  const last = kept.at(-1);
  let spare = width - lineWidth(kept) - (last === undefined ? 0 : last.max - last.min);
  return kept.map((column) => {
    if (column === last) return { column, size: column.max };
    const growth = Math.max(0, Math.min(spare, column.max - column.min));
    spare -= growth;
    return { column, size: column.min + growth };
  });
}
