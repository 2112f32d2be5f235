/** `PRAGMA application_id` of a history: "ctrk". Tells it from every other SQLite database. */
export const APPLICATION_ID = 0x6374726b;

/**
 * From this length on a process counts as a long one, ns. Long ones are few, so they can have an index of
 * their own, which says both which were the longest and which of an earlier hour reach into a later one. It
 * stands in the schema: another value is another version.
 */
export const LONG_NS = 1_000_000_000;

/**
 * Version 1. Times are ns since 1970, those called `boot_start` ns since boot. What processes share (where and
 * for whom they run, what they run) is told once.
 */
const VERSION_1 = `
CREATE TABLE boots (
  id INTEGER PRIMARY KEY,
  boot_id TEXT NOT NULL UNIQUE
) STRICT;

-- One for each run of the recorder. "to" is the last moment at which it is known to have run.
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  boot INTEGER NOT NULL REFERENCES boots,
  "from" INTEGER NOT NULL,
  "to" INTEGER NOT NULL,
  has_ended INTEGER NOT NULL DEFAULT 0,
  with_host INTEGER NOT NULL
) STRICT;

-- What a span lacks. Without a count nobody knows how many events there were.
CREATE TABLE gaps (
  id INTEGER PRIMARY KEY,
  "from" INTEGER NOT NULL,
  "to" INTEGER NOT NULL,
  reason TEXT NOT NULL,
  count INTEGER
) STRICT;
CREATE INDEX gaps_to ON gaps ("to");

CREATE TABLE containers (
  id INTEGER PRIMARY KEY,
  container_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  nesting TEXT NOT NULL,
  name TEXT,
  image TEXT,
  runtime TEXT,
  namespace TEXT,
  pod TEXT,
  facts TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  UNIQUE (container_id, kind, nesting)
) STRICT;
CREATE INDEX containers_last_seen ON containers (last_seen);

CREATE TABLE happenings (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  container INTEGER NOT NULL REFERENCES containers,
  facts TEXT NOT NULL
) STRICT;
CREATE INDEX happenings_time ON happenings (time);
CREATE INDEX happenings_container ON happenings (container, time);

CREATE TABLE cgroups (
  id INTEGER PRIMARY KEY,
  hierarchy INTEGER NOT NULL,
  number INTEGER NOT NULL,
  path ANY NOT NULL,
  UNIQUE (path, number, hierarchy)
) STRICT;

CREATE TABLE credentials (
  id INTEGER PRIMARY KEY,
  uid INTEGER NOT NULL,
  facts TEXT NOT NULL UNIQUE
) STRICT;

-- Where and for whom processes run. 0 stands for no container, and for a cgroup that is not known.
CREATE TABLE contexts (
  id INTEGER PRIMARY KEY,
  container INTEGER NOT NULL,
  cgroup INTEGER NOT NULL,
  credentials INTEGER NOT NULL REFERENCES credentials,
  role TEXT NOT NULL,
  UNIQUE (container, cgroup, credentials, role)
) STRICT;
CREATE INDEX contexts_cgroup ON contexts (cgroup);
CREATE INDEX contexts_credentials ON contexts (credentials);

CREATE TABLE programs (
  id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,
  path ANY NOT NULL,
  args TEXT NOT NULL,
  working_directory ANY NOT NULL,
  flags INTEGER NOT NULL
) STRICT;
CREATE INDEX programs_hash ON programs (hash);

-- One for each process. Without "end" it still ran when it was last heard of; has_vanished says that it ended
-- while nobody looked, at "end" or later.
CREATE TABLE processes (
  id INTEGER PRIMARY KEY,
  boot INTEGER NOT NULL REFERENCES boots,
  pid INTEGER NOT NULL,
  boot_start INTEGER NOT NULL,
  vpid INTEGER NOT NULL,
  parent_pid INTEGER NOT NULL,
  parent_boot_start INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER,
  duration INTEGER,
  context INTEGER NOT NULL REFERENCES contexts,
  command ANY NOT NULL,
  program INTEGER REFERENCES programs,
  program_time INTEGER,
  exit_code INTEGER,
  signal TEXT,
  exit_flags INTEGER NOT NULL DEFAULT 0,
  cpu_time INTEGER,
  peak_rss INTEGER,
  has_failed INTEGER NOT NULL DEFAULT 0,
  has_vanished INTEGER NOT NULL DEFAULT 0,
  session INTEGER NOT NULL REFERENCES sessions
) STRICT;
CREATE UNIQUE INDEX processes_key ON processes (pid, boot_start, boot);
CREATE INDEX processes_start ON processes (start);
CREATE INDEX processes_context ON processes (context, start);
CREATE INDEX processes_program ON processes (program);
CREATE INDEX processes_long ON processes (duration) WHERE duration >= ${LONG_NS};
CREATE INDEX processes_running ON processes (start) WHERE duration IS NULL;
CREATE INDEX processes_failed ON processes (start) WHERE has_failed = 1;

-- Programs that a process ran before the one that its row tells.
CREATE TABLE former_programs (
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL REFERENCES processes,
  time INTEGER NOT NULL,
  program INTEGER NOT NULL REFERENCES programs,
  context INTEGER NOT NULL REFERENCES contexts,
  command ANY NOT NULL
) STRICT;
CREATE INDEX former_programs_process ON former_programs (process, time);
CREATE INDEX former_programs_program ON former_programs (program);
CREATE INDEX former_programs_context ON former_programs (context);

CREATE TRIGGER processes_exec AFTER UPDATE OF program ON processes
WHEN old.program IS NOT NULL
  AND (new.program IS NOT old.program OR new.program_time IS NOT old.program_time)
BEGIN
  INSERT INTO former_programs (process, time, program, context, command)
  VALUES (old.id, coalesce(old.program_time, old.start), old.program, old.context, old.command);
END;
`;

/** What makes each version out of the one before; the first makes version 1 out of an empty file. */
export const MIGRATIONS: readonly string[] = [VERSION_1];
