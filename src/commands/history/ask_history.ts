import { ClosedPipeError, UsageError } from "../../cli/cli_error.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import { openLog, verbosityOf } from "../../cli/log.ts";
import { classifyCgroupPath } from "../../classify/classify_cgroup_path.ts";
import type { FieldContext } from "../../output/format/field.ts";
import { HistoryError, troubleOf } from "../../store/history/history_error.ts";
import { HistoryReader, type Span } from "../../store/history/history_reader.ts";
import { openForReading } from "../../store/history/open_history.ts";
import type { HistoryQuestion, HistoryValues } from "../history_flags.ts";
import { localClock } from "../local_clock.ts";
import { redactorOf } from "../redactor_of.ts";
import { answerAncestors } from "./ancestors.ts";
import type { Asked } from "./asked.ts";
import { checkRegular } from "./check_regular.ts";
import { answerContainers } from "./containers.ts";
import { answerEvents } from "./events.ts";
import { answerGaps, tellGaps } from "./gaps.ts";
import { asHistoryCliError } from "./history_cli_error.ts";

/** Answers one question; returns the exit code. */
type Answer = (asked: Asked, pid: number) => Promise<number>;

const ANSWERS: Readonly<Record<HistoryQuestion, Answer>> = {
  runs: (asked) => answerEvents(asked, "runs"),
  failed: (asked) => answerEvents(asked, "failed"),
  longest: (asked) => answerEvents(asked, "longest"),
  life: (asked) => answerEvents(asked, "life"),
  ancestors: answerAncestors,
  containers: answerContainers,
  gaps: answerGaps,
};

/**
 * Asks a history; `pid` is for ancestors. Returns the exit code.
 *
 * @throws {CliError} for flags that make no sense (2) and a file that cannot be used (1).
 */
export async function askHistory(
  io: Io,
  question: HistoryQuestion,
  values: HistoryValues,
  pid: number,
): Promise<number> {
  const log = await openLog(io.stderr, verbosityOf(values));
  const now = BigInt(Date.now()) * 1_000_000n;
  const span: Span = { from: values.since ?? 0n, until: values.until ?? now };
  if (values.since !== undefined && span.from >= span.until) {
    throw new UsageError("--since is a moment to come", { hint: "give one that has passed" });
  }
  try {
    checkRegular(values.db);
    using db = openForReading(values.db);
    const reader = new HistoryReader(db, {
      base: now,
      ownerOf: classifyCgroupPath,
      redact: redactorOf(values),
    });
    const context: FieldContext = { clock: localClock(now), hostName: Deno.hostname() };
    const asked: Asked = { io, log, values, reader, span, context, now };
    if (question !== "gaps") tellGaps(asked, question === "ancestors");
    return await ANSWERS[question](asked, pid);
  } catch (error) {
    if (error instanceof ClosedPipeError) return ExitCode.ok;
    throw asHistoryCliError(values.db, isFromSqlite(error) ? asHistoryError(error) : error);
  }
}

function isFromSqlite(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

function asHistoryError(error: Error): HistoryError {
  return new HistoryError(error.message, troubleOf(error), { cause: error });
}
