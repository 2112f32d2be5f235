import { PROGRAM } from "../../cli/command_spec.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { FoundProcess } from "../../store/history/history_reader.ts";
import type { Answer, Asked, Asking } from "./asked.ts";
import { eventPrinter } from "./events.ts";

/** Longest line of ancestors: a file may hold a circle. */
const ANCESTORS_MAX = 10_000;

/** Answers with a process and whoever it comes from. @throws {UsageError} for a format that makes no sense. */
export function ancestorsAnswer(asking: Asking, pid: number): Promise<Answer> {
  const print = eventPrinter(asking);
  return Promise.resolve((asked) => answerAncestors(asked, pid, print));
}

/**
 * Prints a process and whoever it comes from, the first one first: parents by whom they were started, not who took
 * them in. Returns the exit code, 1 when nobody knows the process.
 */
async function answerAncestors(
  asked: Asked,
  pid: number,
  print: (events: Iterable<LabelledEvent>) => Promise<void>,
): Promise<number> {
  const { io, log, values, reader, context, now } = asked;
  const found = reader.holder(pid, values.at ?? now);
  const at = values.at === undefined ? undefined : Number(values.at - now);
  const hasGone = found?.labelled.event.kind === "exit" && at !== undefined &&
    found.labelled.event.time <= at;
  if (found === undefined || hasGone) {
    const when = at === undefined ? "" : ` at ${context.clock.dateTime(at)}`;
    await io.stderr.write(`${PROGRAM}: no process with the pid ${pid} was recorded${when}\n`);
    return ExitCode.failed;
  }
  const { line, missing } = lineOf(asked, found);
  await print(line);
  if (missing > 0) log.info(`its parent, process ${missing}, was not recorded`);
  return ExitCode.ok;
}

/** The line from the first ancestor to the process, and the pid of the first one's parent that is not known. */
function lineOf(
  { reader, now }: Asked,
  found: FoundProcess,
): { readonly line: readonly LabelledEvent[]; readonly missing: number } {
  const line = [found.labelled];
  let { parent } = found;
  while (line.length < ANCESTORS_MAX) {
    const next = reader.process(parent, startOf(line.at(-1), now));
    if (next === undefined) break;
    line.push(next.labelled);
    parent = next.parent;
  }
  return { line: line.reverse(), missing: parent.pid };
}

/** When a process started, ns since 1970: until then its parent was what it came from. */
function startOf(labelled: LabelledEvent | undefined, now: bigint): bigint {
  const event = labelled?.event;
  const start = event !== undefined && "process" in event ? event.process?.startTime : undefined;
  return now + BigInt(Math.round(start ?? 0));
}
