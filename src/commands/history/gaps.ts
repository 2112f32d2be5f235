import { ExitCode } from "../../cli/exit_code.ts";
import { formatDuration } from "../../output/format/duration.ts";
import { jsonValue } from "../../output/format/json_string.ts";
import { type ListColumn, renderList } from "../../output/format/list_table.ts";
import { printable } from "../../text/printable.ts";
import { count as countOf } from "../../output/format/words.ts";
import type { Gap, GapReason } from "../../store/history/gap.ts";
import type { Asked } from "./asked.ts";

/** Gaps that are told with an answer; more would hide it. */
const TOLD_MAX = 3;

/** A recorder that was not heard of for so long runs no more, ns: it gives word each 10 s. */
const SILENT_NS = 20_000_000_000n;

const WORDS: Readonly<Record<GapReason, string>> = {
  stopped: "no recorder ran",
  killed: "the recorder had been killed",
  ring_full: "the kernel's buffer was full",
  too_large: "records were too large",
  recursion: "the kernel skipped programs",
  undecodable: "records could not be read",
  foreign: "the file was no history",
  newer: "the file was a newer ctrack's",
  older: "the file was an older ctrack's",
  locked: "another program held the file",
  disk_full: "the disk was full",
  read_only: "the file could not be written",
  missing: "the file was not there",
  forbidden: "the file was another user's",
  unreachable: "the file could not be opened",
  unsafe: "the file was not safe",
  damaged: "the file was damaged",
  io_error: "writing failed",
};

const COLUMNS: readonly ListColumn[] = [
  { heading: "FROM" },
  { heading: "TO" },
  { heading: "LASTED" },
  { heading: "EVENTS", number: true },
  { heading: "REASON" },
];

/** Prints what the span lacks; returns the exit code. */
export async function answerGaps(asked: Asked): Promise<number> {
  const { io, values, context, now } = asked;
  const gaps = gapsOf(asked);
  const { clock } = context;
  const lines = values.format === "json"
    ? gaps.map(({ from, to, reason, count }) =>
      jsonValue({
        event: "gap",
        from: clock.rfc3339(Number(from - now)),
        to: clock.rfc3339(Number(to - now)),
        reason,
        ...count === undefined ? {} : { count },
      })
    )
    : renderList(
      COLUMNS,
      gaps.map((gap) => [
        clock.dateTime(Number(gap.from - now)),
        clock.dateTime(Number(gap.to - now)),
        formatDuration(Number(gap.to - gap.from)),
        gap.count === undefined ? "" : String(gap.count),
        wordsOf(gap),
      ]),
      {
        noHeader: values["no-header"],
        width: values["no-trunc"] ? undefined : io.stdout.columns(),
      },
    );
  if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
  return ExitCode.ok;
}

/** Says on stderr what an answer cannot know of. Of one moment, `isMoment`, only whether it was recorded at all. */
export function tellGaps(asked: Asked, isMoment: boolean): void {
  const { log, values, reader, context, now } = asked;
  const recorded = reader.recorded();
  if (recorded === undefined) return log.warn("nothing was recorded yet");
  const text = (time: bigint) => context.clock.dateTime(Number(time - now));
  const { since } = values;
  if (since !== undefined && since < recorded.from) {
    log.warn(`nothing was recorded before ${text(recorded.from)}`);
  }
  if (isMoment) return;
  const gaps = gapsOf(asked);
  for (const gap of gaps.slice(-TOLD_MAX)) {
    const { from, to, count } = gap;
    const what = count === undefined
      ? "what happened then is missing"
      : `${countOf(count, "event")} missing`;
    log.warn(`from ${text(from)} to ${text(to)} ${wordsOf(gap)}: ${what}`);
  }
  if (gaps.length > TOLD_MAX) {
    log.warn(`there are ${gaps.length - TOLD_MAX} more gaps: ctrack history gaps lists them`);
  }
}

/** What is missing, with the time since the last word of a recorder that runs no more. */
function gapsOf({ reader, span, now }: Asked): readonly Gap[] {
  const gaps = [...reader.gaps(span)];
  const recorded = reader.recorded();
  if (recorded === undefined) return gaps;
  const { to, hasEnded } = recorded;
  const isOver = hasEnded || now - to > SILENT_NS;
  if (!isOver || to >= span.until) return gaps;
  const reason = hasEnded ? "stopped" : "killed";
  return [...gaps, { from: to, to: now, reason, count: undefined }];
}

/** Why something is missing, for people. */
function wordsOf({ reason }: Gap): string {
  return Object.hasOwn(WORDS, reason) ? WORDS[reason as GapReason] : printable(reason);
}
