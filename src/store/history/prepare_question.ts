import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { HistoryError } from "./history_error.ts";
import type { Row } from "./row_reader.ts";

/** Asks with these values; rows come as they are found. Throws when not all can be had. */
export type Ask = (values: Record<string, SQLInputValue>) => Generator<Row>;

/** The column that only the row behind the last one has set. */
const IS_END = "is_end";

/**
 * Prepares a question of which half an answer is no answer. The runtime's `iterate()` ends at an error, such as a
 * damaged page or a lock, just as it does behind the last row: a row of our own at the end tells which it was.
 */
export function prepareQuestion(db: DatabaseSync, sql: string): Ask {
  const columns = db.prepare(sql).columns().length;
  const statement = db.prepare(
    `SELECT *, 0 AS ${IS_END} FROM (${sql}) UNION ALL SELECT ${"NULL, ".repeat(columns)}1`,
  );
  statement.setReadBigInts(true);
  return function* (values) {
    for (const row of statement.iterate(values)) {
      if (row[IS_END] === 1n) return;
      yield row;
    }
    // A call that throws says why, where not even the first row can be had.
    statement.run(values);
    throw new HistoryError("it cannot be read to its end", "damaged");
  };
}
