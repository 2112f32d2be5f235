import type { DatabaseSync } from "node:sqlite";
import type { Exit } from "../../model/event.ts";
import { hasFailed } from "../../model/failure.ts";
import { toDbText } from "./db_text.ts";
import type { ProcessRow } from "./process_rows.ts";
import type { References } from "./references.ts";

/** Bits of `processes.exit_flags`. */
export const EXIT_FLAGS = { coreDumped: 1, oomKilled: 2 } as const;

/**
 * A process is told in parts when its life does not fit one batch. The parent stays the first one: later ones are
 * who took it in. A snapshot of the program that is known already says nothing new.
 */
const WRITE = `
INSERT INTO processes (
  boot, session, pid, boot_start, vpid, parent_pid, parent_boot_start, start, context, command,
  program, program_time, "end", duration, exit_code, signal, exit_flags, cpu_time, peak_rss, has_failed
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (pid, boot_start, boot) DO UPDATE SET
  session = excluded.session,
  vpid = excluded.vpid,
  context = excluded.context,
  command = excluded.command,
  program_time = CASE
    WHEN excluded.program IS NULL THEN program_time
    WHEN excluded.program_time IS NULL AND excluded.program = program THEN program_time
    ELSE excluded.program_time END,
  program = coalesce(excluded.program, program),
  "end" = CASE WHEN has_vanished THEN excluded."end" ELSE coalesce(excluded."end", "end") END,
  duration = CASE WHEN has_vanished THEN excluded.duration
    ELSE coalesce(excluded.duration, duration) END,
  exit_code = coalesce(excluded.exit_code, exit_code),
  signal = coalesce(excluded.signal, signal),
  exit_flags = max(excluded.exit_flags, exit_flags),
  cpu_time = coalesce(excluded.cpu_time, cpu_time),
  peak_rss = coalesce(excluded.peak_rss, peak_rss),
  has_failed = max(excluded.has_failed, has_failed),
  has_vanished = 0`;

/** Writes processes, within the caller's transaction. `boot` and `session` are rows. */
export function createProcessWriter(
  db: DatabaseSync,
  references: References,
  { boot, session, epochOf }: {
    readonly boot: number;
    readonly session: number;
    /** What the clock showed at a time since boot, ns since 1970. */
    readonly epochOf: (time: number) => bigint;
  },
): (row: ProcessRow) => void {
  const statement = db.prepare(WRITE);
  return ({ labelled, process, program, programTime, exit, end }) => {
    const start = epochOf(process.startTime);
    const now = epochOf(labelled.event.time);
    statement.run(
      boot,
      session,
      process.pid,
      process.startTime,
      process.vpid,
      process.parentPid,
      process.parentStartTime,
      start,
      references.context(labelled, process, now),
      toDbText(process.command),
      program === undefined ? null : references.program(program),
      programTime === undefined ? null : epochOf(programTime),
      end === undefined ? null : epochOf(end),
      exit?.duration ?? null,
      exit?.code ?? null,
      exit?.signal ?? null,
      exit === undefined ? 0 : exitFlags(exit),
      exit?.cpuTime ?? null,
      exit?.peakRss ?? null,
      exit !== undefined && hasFailed(exit) ? 1 : 0,
    );
  };
}

function exitFlags({ coreDumped, oomKilled }: Exit): number {
  return (coreDumped ? EXIT_FLAGS.coreDumped : 0) | (oomKilled ? EXIT_FLAGS.oomKilled : 0);
}
