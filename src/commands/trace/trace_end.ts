import { PROGRAM } from "../../cli/command_spec.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import type { Log } from "../../cli/log.ts";
import { writeLast } from "../../cli/write_last.ts";
import type { Stats } from "../../model/stats.ts";
import { renderSummary } from "../../output/format/summary.ts";
import type { Counters } from "../../pipeline/counters.ts";
import type { TraceValues } from "../trace_flags.ts";

/** Writes the summary, unless the run is a quiet one. */
export async function writeSummary(
  io: Io,
  { format, quiet }: TraceValues,
  stats: Stats,
): Promise<void> {
  if (quiet) return;
  const line = format === "json"
    ? `${renderSummary(stats, "json")}\n`
    : `${PROGRAM}: ${renderSummary(stats, "table")}\n`;
  await writeLast(io.stderr, line);
}

/** Tells what of the events did not come out as it should have. */
export function tellProblems(log: Log, counters: Counters, filterFailures: number): void {
  if (filterFailures > 0) {
    log.warn(`the --filter expression failed on ${filterFailures} events, which were left out`);
  }
  if (counters.unread > 0) {
    log.warn(`nobody read the last ${counters.unread} events; they count as lost`);
  }
}

/** What else a `--fail-on-...` looks at, besides the events that came. */
export interface Shortfall {
  /** Something is missing of which no event tells. */
  readonly isIncomplete?: boolean;
  /** Records that labels may have needed are missing. */
  readonly lacksLabels?: boolean;
  /** What was to be recorded is not, or not all of it. */
  readonly isUnrecorded?: boolean;
}

/** A `--fail-on-...` that fired says more than the signal that ended the run, whose exit code is given. */
export function exitCode(
  values: TraceValues,
  counters: Counters,
  { isIncomplete = false, lacksLabels = false, isUnrecorded = false }: Shortfall,
  signalled: number | undefined,
): number {
  const failed = isUnrecorded ||
    (values["fail-on-lost"] && (isIncomplete || counters.lost > 0)) ||
    (values["fail-on-unlabelled"] && (lacksLabels || counters.unlabelled > 0));
  return failed ? ExitCode.failed : signalled ?? ExitCode.ok;
}
