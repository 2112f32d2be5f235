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

/** Processes for which this holds; a plus sign keeps an index from being used that would be the wrong one. */
const processes = (which: string) =>
  `SELECT ${COLUMNS} FROM processes AS p ${SHARED} WHERE ${which}`;

/** Rows of the contexts of some containers, given as a JSON list of the containers' rows. */
const OF_CONTAINERS = `
  p.context IN (SELECT id FROM contexts WHERE container IN (SELECT value FROM json_each(:containers)))`;

/** What did not end before `:from`, out of what started within one long time of it, or later. */
const REACHES = `(p."end" IS NULL OR p."end" >= :from)`;
const STARTED = `p.start >= :from - ${LONG_NS} AND p.start < :until AND ${REACHES}`;
/** What started earlier was long, or runs. */
const EARLIER_LONG =
  `p.duration >= ${LONG_NS} AND +p.start < :from - ${LONG_NS} AND p."end" >= :from`;
const EARLIER_RUNNING = `p.duration IS NULL AND p.start < :from - ${LONG_NS}`;

const overlapping = (also: string) =>
  [STARTED, EARLIER_LONG, EARLIER_RUNNING].map((which) => processes(`${which} ${also}`))
    .join("\nUNION ALL\n");

/**
 * Every question as SQL. Each finds its processes by an index; a test holds them to it. Spans are `:from`
 * (included) to `:until` (excluded), ns since 1970.
 */
export const QUESTIONS = {
  /** Who ran in a span, in the order of their start. */
  runs: `${overlapping("")} ORDER BY p.start`,
  runsOf: `
    ${processes(`${OF_CONTAINERS} AND p.start >= 0 AND p.start < :until AND ${REACHES}`)}
    ORDER BY p.start`,
  /** The same, the last first. */
  lastRuns: `${overlapping("")} ORDER BY p.start DESC`,
  lastRunsOf: `
    ${processes(`${OF_CONTAINERS} AND p.start >= 0 AND p.start < :until AND ${REACHES}`)}
    ORDER BY p.start DESC`,
  /** Failures that a span saw; those of an hour are few, of whatever containers. */
  failed: `
    ${processes(`p.has_failed = 1 AND p.start < :until AND p."end" >= :from AND p."end" < :until`)}
    ORDER BY p.start`,
  lastFailed: `
    ${processes(`p.has_failed = 1 AND p.start < :until AND p."end" >= :from AND p."end" < :until`)}
    ORDER BY p.start DESC`,
  /** All that ever ran long, the longest first. */
  long: `${processes(`p.duration >= ${LONG_NS}`)} ORDER BY p.duration DESC`,
  /** All that runs, the oldest first. */
  running: `${processes("p.duration IS NULL AND p.start >= 0")} ORDER BY p.start`,
  /** Whoever had a pid at a moment; without anybody, whoever had it before. */
  holder: `${processes("p.pid = :pid AND p.start <= :at")} ORDER BY p.start DESC LIMIT 1`,
  process: `${processes("p.pid = :pid AND p.boot_start = :start AND p.boot = :boot")}`,
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
  containers: `SELECT * FROM containers WHERE last_seen >= :from AND first_seen < :until
    ORDER BY last_seen`,
  countOf: `
    SELECT count(*) AS count FROM processes AS p WHERE p.start >= 0 AND p.context IN
      (SELECT id FROM contexts WHERE container = :container)`,
  life: `SELECT time, container, facts FROM happenings WHERE time >= :from AND time < :until
    ORDER BY time`,
  gaps: `SELECT "from", "to", reason, count FROM gaps WHERE "to" >= :from AND "from" < :until
    ORDER BY "to"`,
  lastSession: `SELECT "from", "to", has_ended, with_host FROM sessions ORDER BY id DESC LIMIT 1`,
  firstSession: `SELECT "from" FROM sessions ORDER BY id LIMIT 1`,
} as const;

/** Name of one of {@link QUESTIONS}. */
export type Question = keyof typeof QUESTIONS;
