import { formatBytes } from "../../output/format/byte_size.ts";
import { details } from "../../output/format/details.ts";
import { printable } from "../../text/printable.ts";
import type { Layable } from "../../output/format/table_layout.ts";
import { nameCell } from "../inventory/place_cells.ts";
import { COLUMN_NAMES, type ColumnName } from "./column_names.ts";
import type { Row } from "./row.ts";

/** A column of the list of containers. */
export interface TopColumn extends Layable {
  /** What `--sort` and the screen call it. */
  readonly name: ColumnName;
  readonly heading: string;
  /** The key that sorts by it. */
  readonly key: string;
  /** For help, a few words. */
  readonly meaning: string;
  /** Printable text of the cell. */
  readonly text: (row: Row) => string;
  /** What rows are sorted by: numbers largest first, texts from a to z; undefined comes last. */
  readonly rank: (row: Row) => number | string | undefined;
}

type Content = Pick<TopColumn, "heading" | "key" | "meaning" | "text" | "rank" | "drop">;

/** Widths of numbers have room for the mark of the order behind the heading. */
function numeric(width: number) {
  return { min: width, max: width, number: true } as const;
}

const CONTENTS: Readonly<Record<ColumnName, Content & Pick<TopColumn, "min" | "max" | "number">>> =
  {
    name: {
      ...{ heading: "NAME", key: "N", min: 12, max: 28, number: false, drop: 0 },
      meaning: "name of the container, else its short id",
      text: ({ container }) => nameCell(container),
      rank: ({ container }) => container.name ?? `\uffff${container.id}`,
    },
    image: {
      ...{ heading: "IMAGE", key: "I", min: 10, max: 20, number: false, drop: 1 },
      meaning: "image it was made from",
      text: ({ container }) => printable(container.image ?? ""),
      rank: ({ container }) => container.image,
    },
    processes: {
      ...{ ...numeric(6), heading: "PROCS", key: "R", drop: 7 },
      meaning: "processes that run",
      text: ({ residents }) => String(residents.length),
      rank: ({ residents }) => residents.length,
    },
    exec: {
      ...{ ...numeric(7), heading: "EXEC/S", key: "E", drop: 9 },
      meaning: "programs started a second",
      text: ({ rates }) => rateText(rates.exec),
      rank: ({ rates }) => rates.exec,
    },
    fork: {
      ...{ ...numeric(7), heading: "FORK/S", key: "F", drop: 3 },
      meaning: "processes made a second",
      text: ({ rates }) => rateText(rates.fork),
      rank: ({ rates }) => rates.fork,
    },
    exits: {
      ...{ ...numeric(6), heading: "EXITS", key: "X", drop: 2 },
      meaning: "processes that ended, since top began",
      text: ({ counts }) => countText(counts.exit),
      rank: ({ counts }) => counts.exit,
    },
    failed: {
      ...{ ...numeric(7), heading: "FAILED", key: "D", drop: 6 },
      meaning: "of these by signal or with another code than 0",
      text: ({ counts }) => countText(counts.failure),
      rank: ({ counts }) => counts.failure,
    },
    cpu: {
      ...{ ...numeric(5), heading: "CPU%", key: "P", drop: 8 },
      meaning: "CPU time, in percent of one core",
      text: ({ cpus }) => cpus === undefined ? "" : (100 * cpus).toFixed(1),
      rank: ({ cpus }) => cpus,
    },
    memory: {
      ...{ ...numeric(5), heading: "MEM", key: "M", drop: 5 },
      meaning: "memory, with page cache",
      text: ({ memory }) => memory === undefined ? "" : formatBytes(memory),
      rank: ({ memory }) => memory,
    },
    command: {
      ...{ heading: "COMMAND", key: "C", min: 12, max: 40, number: false, drop: 4 },
      meaning: "program that was started last",
      text: ({ last }) => last === undefined ? "" : details(last),
      rank: ({ last }) => last === undefined ? undefined : details(last),
    },
  };

/**
 * The columns of the list of containers. On 80 cells IMAGE is left out, on 60 also EXITS and FORK/S, on 40 also
 * COMMAND, MEM and FAILED; EXEC/S and NAME are the last to stay.
 */
export const COLUMNS: readonly TopColumn[] = COLUMN_NAMES.map((name) => ({
  name,
  ...CONTENTS[name],
}));

/** One digit behind the point while there is room for it. */
function rateText(rate: number): string {
  return rate < 999.95 ? rate.toFixed(1) : countText(Math.round(rate));
}

/** Thousands and millions by letter where a count has more than six digits. */
function countText(count: number): string {
  if (count < 1e6) return String(count);
  return count < 1e9 ? `${(count / 1e6).toFixed(1)}M` : `${(count / 1e9).toFixed(1)}G`;
}

/** Rows in the order of a column; of the same value by name. */
export function sortRows(
  rows: readonly Row[],
  column: ColumnName,
  isReversed: boolean,
): readonly Row[] {
  const { rank } = CONTENTS[column];
  const { rank: nameOf } = CONTENTS.name;
  const sign = isReversed ? -1 : 1;
  return rows.map((row) => ({ row, value: rank(row), name: nameOf(row) }))
    .sort((a, b) =>
      compare(a.value, b.value, sign) || compare(a.name, b.name, 1) ||
      compare(a.row.key, b.row.key, 1)
    )
    .map(({ row }) => row);
}

function compare(
  a: number | string | undefined,
  b: number | string | undefined,
  sign: number,
): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  const order = typeof a === "number" && typeof b === "number" ? b - a : a < b ? -1 : 1;
  return sign * order;
}
