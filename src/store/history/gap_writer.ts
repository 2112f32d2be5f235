import type { DatabaseSync } from "node:sqlite";
import type { Gap } from "./gap.ts";

/** Losses of one reason this close together are one gap, ns: a flood makes one row and not thousands. */
const JOIN_NS = 1_000_000_000n;

/** Gaps kept for the next batch; one more of the same reason joins them. There are some ten reasons. */
const WAITING_MAX = 64;

interface Written {
  readonly id: number;
  readonly to: bigint;
}

/** Notes what is missing. */
export class GapWriter {
  readonly #insert;
  readonly #extend;
  #waiting: Gap[] = [];
  #written = new Map<string, Written>();

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(
      `INSERT INTO gaps ("from", "to", reason, count) VALUES (?, ?, ?, ?) RETURNING id`,
    );
    this.#extend = db.prepare(
      `UPDATE gaps SET "to" = ?, count = coalesce(count, 0) + ? WHERE id = ?`,
    );
  }

  /** Gaps that are not written. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Adds a gap, to be written with the next batch. */
  add(gap: Gap): void {
    const index = this.#waiting.findLastIndex(({ reason }) => reason === gap.reason);
    const before = this.#waiting[index];
    const isClose = before !== undefined && gap.from - before.to < JOIN_NS;
    if (before === undefined || (!isClose && this.#waiting.length < WAITING_MAX)) {
      this.#waiting.push(gap);
      return;
    }
    const count = (before.count ?? 0) + (gap.count ?? 0);
    this.#waiting[index] = { ...before, to: gap.to, count };
  }

  /** Writes what waits and what is told besides, within the caller's transaction. */
  write(others: readonly Gap[] = []): void {
    for (const { from, to, reason, count } of [...this.#waiting, ...others]) {
      const last = this.#written.get(reason);
      if (last !== undefined && count !== undefined && from - last.to < JOIN_NS) {
        this.#extend.run(to, count, last.id);
        this.#written.set(reason, { id: last.id, to });
      } else {
        const row = this.#insert.get(from, to, reason, count ?? null);
        this.#written.set(reason, { id: Number(row?.["id"]), to });
      }
    }
  }

  /** What waited is in the file. */
  committed(): void {
    this.#waiting = [];
  }

  /** The transaction was undone: what waited waits on, and rows may not be there. */
  undone(): void {
    this.#written = new Map();
  }
}
