import { LONG_NS } from "./schema.ts";

/** What a row tells of a process, with all that it shares with others. */
const COLUMNS = `
  p.id, p.boot, p.pid, p.boot_start, p.vpid, p.parent_pid, p.parent_boot_start,
  p.start, p."end", p.duration, p.command, p.program_time, p.exit_code, p.signal, p.exit_flags,
  p.cpu_time, p.peak_rss,
  c.role, c.container,
  g.hierarchy, g.number, g.path AS cgroup_path,
  k.facts AS credentials,
  m.path, m.args, m.working_directory, m.flags,
  s."to" AS last_word`;

const SHARED = `
  JOIN contexts AS c ON c.id = p.context
  JOIN credentials AS k ON k.id = c.credentials
  JOIN sessions AS s ON s.id = p.session
  LEFT JOIN cgroups AS g ON g.id = c.cgroup
  LEFT JOIN programs AS m ON m.id = p.program`;

/** Processes for which this holds, found by an index: SQLite refuses a question that cannot use it. */
const processes = (index: string, which: string) =>
  `SELECT ${COLUMNS} FROM processes AS p INDEXED BY processes_${index} ${SHARED} WHERE ${which}`;

/** Rows of the contexts of some containers, given as a JSON list of the containers' rows. */
const OF_CONTAINERS = `
  p.context IN (SELECT id FROM contexts WHERE container IN (SELECT value FROM json_each(:containers)))`;

/** What did not end before `:from`, out of what started within one long time of it, or later. */
const REACHES = `(p."end" IS NULL OR p."end" >= :from)`;
const STARTED = `p.start >= :from - ${LONG_NS} AND p.start <= :until AND ${REACHES}`;
/** What started earlier was long, or runs. */
const EARLIER_LONG =
  `p.duration >= ${LONG_NS} AND p.start < :from - ${LONG_NS} AND p."end" >= :from`;
const EARLIER_RUNNING = `p.duration IS NULL AND p.start < :from - ${LONG_NS}`;

const OVERLAPPING = [
  processes("start", STARTED),
  processes("long", EARLIER_LONG),
  processes("running", EARLIER_RUNNING),
].join("\nUNION ALL\n");

const OVERLAPPING_OF = processes(
  "context",
  `${OF_CONTAINERS} AND p.start >= 0 AND p.start <= :until AND ${REACHES}`,
);

const FAILED = processes(
  "failed",
  `p.has_failed = 1 AND p.start <= :until AND p."end" >= :from AND p."end" <= :until`,
);

/** By start; of two that started at once, the one that was written first. */
const IN_ORDER = "ORDER BY p.start, p.id";
const LAST_FIRST = "ORDER BY p.start DESC, p.id DESC";

/**
 * Every question as SQL. Each finds its processes by an index; a test holds them to it. Spans are `:from`
 * (included) to `:until` (excluded), ns since 1970.
 */
export const QUESTIONS = {
  /** Who ran in a span, in the order of their start. */
  runs: `${OVERLAPPING} ${IN_ORDER}`,
  runsOf: `${OVERLAPPING_OF} ${IN_ORDER}`,
  /** The same, the last first. */
  lastRuns: `${OVERLAPPING} ${LAST_FIRST}`,
  lastRunsOf: `${OVERLAPPING_OF} ${LAST_FIRST}`,
  /** Failures that a span saw, of whatever containers: they are few. */
  failed: `${FAILED} ${IN_ORDER}`,
  lastFailed: `${FAILED} ${LAST_FIRST}`,
  /** All that ever ran long, the longest first. */
  long: `${processes("long", `p.duration >= ${LONG_NS}`)} ORDER BY p.duration DESC`,
  /** All that runs, the oldest first. */
  running: `${processes("running", "p.duration IS NULL AND p.start >= 0")} ${IN_ORDER}`,
  /** Whoever had a pid at a moment; without anybody, whoever had it before. */
  holder: `${processes("key", "p.pid = :pid AND p.start <= :at")} ORDER BY p.start DESC LIMIT 1`,
  process: processes("key", "p.pid = :pid AND p.boot_start = :start AND p.boot = :boot"),
  /** What a process ran before the program of its row. */
  former: `
    SELECT f.time, f.command, c.role, c.container, g.hierarchy, g.number, g.path AS cgroup_path,
      k.facts AS credentials, m.path, m.args, m.working_directory, m.flags
    FROM former_programs AS f
      JOIN contexts AS c ON c.id = f.context
      JOIN credentials AS k ON k.id = c.credentials
      LEFT JOIN cgroups AS g ON g.id = c.cgroup
      LEFT JOIN programs AS m ON m.id = f.program
    WHERE f.process = :process ORDER BY f.time`,
  containers: `SELECT * FROM containers WHERE last_seen >= :from AND first_seen <= :until
    ORDER BY last_seen`,
  countOf: `
    SELECT count(*) AS count FROM processes AS p WHERE p.start >= 0 AND p.context IN
      (SELECT id FROM contexts WHERE container = :container)`,
  life: `SELECT time, container, facts FROM happenings WHERE time >= :from AND time <= :until
    ORDER BY time`,
  gaps: `SELECT "from", "to", reason, count FROM gaps WHERE "to" >= :from AND "from" <= :until
    ORDER BY "to"`,
  lastSession: `SELECT "from", "to", has_ended, with_host FROM sessions ORDER BY id DESC LIMIT 1`,
  firstSession: `SELECT "from" FROM sessions ORDER BY id LIMIT 1`,
} as const;

/** Name of one of {@link QUESTIONS}. */
export type Question = keyof typeof QUESTIONS;
