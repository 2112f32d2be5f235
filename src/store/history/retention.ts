import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { pragma } from "./migrate.ts";
import { inTransaction } from "./transaction.ts";

/** How much is kept. Absent limits do not limit. */
export interface RetentionLimits {
  /** Oldest end of a process that is kept, ns before now. */
  readonly maxAge?: bigint | undefined;
  /** Largest file, bytes. What is written while there is too much may go beyond it for a moment. */
  readonly maxSize?: number | undefined;
}

/** Processes that one step removes. It is called several times a second; this many take 5 ms. */
const SLICE_ROWS = 400;

/** Rows of one table of shared things that one step looks at. */
const SWEEP_ROWS = 400;

/** Free pages that are left for what comes next, 1 MiB of 4 KiB pages: giving back what is needed at once is waste. */
const SPARE_PAGES = 256;

/** Pages that one step gives back to the file system. */
const VACUUM_PAGES = 256;

const OLDEST = `
SELECT id FROM processes WHERE start < ?1 AND "end" < ?1 ORDER BY start LIMIT ${SLICE_ROWS}`;

/** Tables of what processes share, and where they are named: a row that nobody names goes. */
const SHARED: readonly (readonly [table: string, named: readonly string[]])[] = [
  ["programs", [
    "SELECT 1 FROM processes WHERE program = programs.id",
    "SELECT 1 FROM former_programs WHERE program = programs.id",
  ]],
  ["contexts", [
    "SELECT 1 FROM processes WHERE context = contexts.id",
    "SELECT 1 FROM former_programs WHERE context = contexts.id",
  ]],
  ["credentials", ["SELECT 1 FROM contexts WHERE credentials = credentials.id"]],
  ["cgroups", ["SELECT 1 FROM contexts WHERE cgroup = cgroups.id"]],
  ["containers", [
    "SELECT 1 FROM contexts WHERE container = containers.id",
    "SELECT 1 FROM happenings WHERE container = containers.id",
  ]],
];

function sweepSql(table: string, named: readonly string[]): string {
  const unnamed = named.map((select) => `NOT EXISTS (${select})`).join(" AND ");
  return `DELETE FROM ${table} WHERE id > ?1 AND id <= ?2 AND ${unnamed}`;
}

/** Statements by what they are for; the tests look at their plans. */
export const RETENTION_SQL: Readonly<Record<string, string>> = {
  oldest: OLDEST,
  ...Object.fromEntries(SHARED.map(([table, named]) => [table, sweepSql(table, named)])),
};

interface Sweep {
  readonly remove: StatementSync;
  /** The last row of the next slice. */
  readonly next: StatementSync;
  /** Rows up to this one were looked at. */
  at: number;
}

/** Removes what is too old or too much, oldest first, in small steps. */
export class Retention {
  readonly #db: DatabaseSync;
  readonly #limits: RetentionLimits;
  readonly #oldest: StatementSync;
  readonly #removals: readonly StatementSync[];
  readonly #happenings: StatementSync;
  readonly #gaps: StatementSync;
  readonly #firstKept: StatementSync;
  readonly #sweeps: Sweep[];
  #nextSweep = 0;
  /** Something was removed, so something shared may have no user. */
  #mustSweep = true;

  constructor(db: DatabaseSync, limits: RetentionLimits) {
    this.#db = db;
    this.#limits = limits;
    this.#oldest = db.prepare(OLDEST);
    this.#removals = [
      "DELETE FROM former_programs WHERE process IN (SELECT value FROM json_each(?))",
      "DELETE FROM processes WHERE id IN (SELECT value FROM json_each(?))",
    ].map((sql) => db.prepare(sql));
    const oldestOf = (table: string, time: string) =>
      `DELETE FROM ${table} WHERE id IN
       (SELECT id FROM ${table} WHERE ${time} < ? ORDER BY ${time} LIMIT ${SLICE_ROWS})`;
    this.#happenings = db.prepare(oldestOf("happenings", "time"));
    this.#gaps = db.prepare(oldestOf("gaps", `"to"`));
    this.#firstKept = db.prepare(`SELECT min("end") AS time FROM
      (SELECT "end" FROM processes WHERE start >= 0 AND duration IS NOT NULL ORDER BY start LIMIT 1)`);
    this.#firstKept.setReadBigInts(true);
    this.#sweeps = SHARED.map(([table, named]) => ({
      remove: db.prepare(sweepSql(table, named)),
      next: db.prepare(
        `SELECT id FROM ${table} WHERE id > ? ORDER BY id LIMIT 1 OFFSET ${SWEEP_ROWS - 1}`,
      ),
      at: 0,
    }));
  }

  /** Bytes that are in use in the file. */
  get size(): number {
    const used = pragma(this.#db, "page_count") - pragma(this.#db, "freelist_count");
    return used * pragma(this.#db, "page_size");
  }

  /**
   * Does one step; returns how many rows it removed. `now` is ns since 1970.
   *
   * @throws what SQLite throws; nothing of the step is done then.
   */
  step(now: bigint): number {
    const { maxAge, maxSize } = this.#limits;
    const isTooLarge = maxSize !== undefined && this.size > maxSize;
    if (maxAge === undefined && !isTooLarge) return 0;
    const removed = inTransaction(this.#db, () => {
      const before = isTooLarge ? now : now - (maxAge ?? 0n);
      const count = this.#removeBefore(before);
      if (count > 0) this.#mustSweep = true;
      return this.#mustSweep ? count + this.#sweep() : count;
    });
    this.#giveBack();
    return removed;
  }

  /** Removes some of what ended before a moment, the oldest first. */
  #removeBefore(time: bigint): number {
    const rows = this.#oldest.all(time);
    const ids = JSON.stringify(rows.map((row) => row["id"]));
    if (rows.length > 0) { for (const removal of this.#removals) removal.run(ids); }
    // What is not about a process goes with the processes of its time.
    const kept = rows.length < SLICE_ROWS ? time : this.#firstKeptTime(time);
    return rows.length + changes(this.#happenings, kept) + changes(this.#gaps, kept);
  }

  #firstKeptTime(otherwise: bigint): bigint {
    const time = this.#firstKept.get()?.["time"];
    return typeof time === "bigint" && time < otherwise ? time : otherwise;
  }

  /** Looks at some rows of one table of shared things. */
  #sweep(): number {
    const sweep = this.#sweeps[this.#nextSweep];
    if (sweep === undefined) {
      this.#nextSweep = 0;
      this.#mustSweep = false;
      return 0;
    }
    const end = sweep.next.get(sweep.at)?.["id"];
    const to = typeof end === "number" ? end : Number.MAX_SAFE_INTEGER;
    const removed = changes(sweep.remove, sweep.at, to);
    sweep.at = to;
    if (end === undefined) {
      sweep.at = 0;
      this.#nextSweep++;
    }
    return removed;
  }

  #giveBack(): void {
    if (pragma(this.#db, "freelist_count") <= SPARE_PAGES) return;
    this.#db.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`);
  }
}

function changes(statement: StatementSync, ...values: readonly SQLInputValue[]): number {
  return Number(statement.run(...values).changes);
}
