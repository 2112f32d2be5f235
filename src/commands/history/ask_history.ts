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
import { ancestorsAnswer } from "./ancestors.ts";
import type { Answer, Asking } from "./asked.ts";
import { checkReadable } from "./check_readable.ts";
import { containersAnswer } from "./containers.ts";
import { eventsAnswer } from "./events.ts";
import { answerGaps, tellGaps } from "./gaps.ts";
import { asHistoryCliError } from "./history_cli_error.ts";

/** How each question is answered, once its flags are found to make sense. `pid` is for ancestors. */
const ANSWERS: Readonly<
  Record<HistoryQuestion, (asking: Asking, pid: number) => Promise<Answer>>
> = {
  runs: (asking) => eventsAnswer(asking, "runs"),
  failed: (asking) => eventsAnswer(asking, "failed"),
  longest: (asking) => eventsAnswer(asking, "longest"),
  life: (asking) => eventsAnswer(asking, "life"),
  ancestors: ancestorsAnswer,
  containers: containersAnswer,
  gaps: () => Promise.resolve(answerGaps),
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
  const log = openLog(io.stderr, verbosityOf(values));
  const now = BigInt(Date.now()) * 1_000_000n;
  const span: Span = { from: values.since ?? 0n, until: values.until ?? now };
  if (values.since !== undefined && span.from >= span.until) {
    throw new UsageError("--since is a moment to come", { hint: "give one that has passed" });
  }
  const context: FieldContext = { clock: localClock(now), hostName: Deno.hostname() };
  const asking = { io, log, values, span, context, now };
  const answer = await ANSWERS[question](asking, pid);
  try {
    checkReadable(values.db);
    using db = openForReading(values.db);
    const reader = new HistoryReader(db, {
      base: now,
      ownerOf: classifyCgroupPath,
      redact: redactorOf(values),
    });
    const asked = { ...asking, reader };
    if (question !== "gaps") tellGaps(asked, question === "ancestors");
    return await answer(asked);
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
