import type { DatabaseSync } from "node:sqlite";
import type { GapWriter } from "./gap_writer.ts";
import { inTransaction } from "./transaction.ts";

/** One run of a recorder. */
export interface Session {
  /** Row of the boot. */
  readonly boot: number;
  /** Row of the session. */
  readonly session: number;
  /**
   * Ends the processes that earlier sessions left running and that run no more; to be called in a transaction, when
   * this one has met whom it records.
   */
  endStrangers(): void;
}

/** What of the recorder's options a session is about. */
export interface SessionOptions {
  readonly bootId: string;
  readonly withHost: boolean;
  /** Whether a process of this boot still runs: `start` is ns since boot. */
  readonly runs: (pid: number, start: number) => boolean;
}

/**
 * Notes that a recorder runs from `now` on, ns since 1970, and since when none did.
 */
export function beginSession(
  db: DatabaseSync,
  { bootId, withHost, runs }: SessionOptions,
  now: bigint,
  gaps: GapWriter,
): Session {
  const last = lastSession(db);
  const rows = inTransaction(db, () => {
    const boot = idOf(
      db.prepare(
        `INSERT INTO boots (boot_id) VALUES (?)
         ON CONFLICT DO UPDATE SET boot_id = excluded.boot_id RETURNING id`,
      ).get(bootId),
    );
    const session = idOf(
      db.prepare(
        `INSERT INTO sessions (boot, "from", "to", with_host) VALUES (?, ?, ?, ?) RETURNING id`,
      ).get(boot, now, now, withHost ? 1 : 0),
    );
    if (last !== undefined) {
      const reason = last.hasEnded ? "stopped" : "killed";
      // A clock that was put back makes no gap of a negative length.
      gaps.add({ from: last.to < now ? last.to : now, to: now, reason, count: undefined });
    }
    gaps.write();
    return { boot, session };
  });
  gaps.committed();
  return { ...rows, endStrangers: endStrangers(db, rows, last?.to ?? now, runs) };
}

/**
 * What earlier sessions left running ended behind the last word of them: all of another boot, and of this one
 * whoever is not there any more. Who is, may be somebody that this session does not record: its filters are its own.
 * Their rows are found by the index of what runs.
 */
function endStrangers(
  db: DatabaseSync,
  { boot, session }: Pick<Session, "boot" | "session">,
  lastWord: bigint,
  runs: SessionOptions["runs"],
): () => void {
  const strangers = db.prepare(`
    SELECT id, pid, boot_start, boot = ?2 AS is_of_boot FROM processes
    WHERE duration IS NULL AND session <> ?1`);
  // Nanoseconds of a long uptime are beyond what a number holds.
  strangers.setReadBigInts(true);
  const end = db.prepare(`
    UPDATE processes SET "end" = max(start, ?1), duration = max(0, ?1 - start), has_vanished = 1
    WHERE id = ?2`);
  return () => {
    for (const { id, pid, boot_start, is_of_boot } of strangers.all(session, boot)) {
      if (is_of_boot === 1n && runs(Number(pid), Number(boot_start))) continue;
      end.run(lastWord, Number(id));
    }
  };
}

function lastSession(
  db: DatabaseSync,
): { readonly to: bigint; readonly hasEnded: boolean } | undefined {
  const statement = db.prepare(`SELECT "to", has_ended FROM sessions ORDER BY id DESC LIMIT 1`);
  statement.setReadBigInts(true);
  const row = statement.get();
  if (row === undefined) return undefined;
  const to = row["to"];
  return { to: typeof to === "bigint" ? to : 0n, hasEnded: row["has_ended"] === 1n };
}

function idOf(row: Record<string, unknown> | undefined): number {
  return Number(row?.["id"]);
}
