/** Names of the columns of `ctrack top`, in their order on the screen. */
export const COLUMN_NAMES = [
  "name",
  "image",
  "processes",
  "exec",
  "fork",
  "exits",
  "failed",
  "cpu",
  "memory",
  "command",
] as const;

/** One of {@link COLUMN_NAMES}. */
export type ColumnName = typeof COLUMN_NAMES[number];
