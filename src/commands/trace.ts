import { UsageError } from "../cli/cli_error.ts";
import type { Io } from "../cli/io.ts";
import { kernelConfig } from "./kernel_config.ts";
import { findKernel, openKernel } from "./open_kernel.ts";
import { LIFE, tellsRunning, withRecordedKinds } from "./recorded_kinds.ts";
import type { TraceRun } from "./trace_run.ts";
import type { TraceValues } from "./trace_flags.ts";
import { traceHints } from "./trace_hints.ts";
import { within } from "./within.ts";

/** How long the kernel may take to let go of what was opened for nothing, ms. */
const CLOSE_WAIT_MS = 1000;

/**
 * `ctrack trace`: live events until a limit, a signal or the end of whoever reads them, or those of
 * recordings. Returns the exit code.
 *
 * The kernel checks the programs on a thread of its own; meanwhile the rest of ctrack is loaded, which takes
 * a third of the time from the start to the first event.
 *
 * @throws {CliError} for flags that make no sense (2) and hosts that cannot trace (3).
 */
export async function runTrace(io: Io, run: TraceRun): Promise<number> {
  const { values, given, rest } = run;
  checkCommand(values, rest);
  if (values.read.length > 0) {
    return await (await import("./trace/trace_recordings.ts")).traceRecordings(io, run);
  }
  const recorded = withRecordedKinds(values, given);
  const asked = traceHints(recorded);
  // Whatever is shown, the command's processes are to be seen, and the end of whoever is said to run.
  const hints = rest.length > 0 || tellsRunning(recorded)
    ? { events: new Set([...asked.events, ...LIFE]), failedOnly: false }
    : asked;
  const kernel = findKernel();
  const opening = openKernel(kernel, kernelConfig(hints, values["buffer-size"]));
  // What it rejects with is met where it is awaited; until then it must not count as unhandled.
  const closed = opening.then((source) => () => source.close(), () => () => {});
  try {
    const { traceLive } = await import("./trace/trace_live.ts");
    return await traceLive(io, run, kernel, opening);
  } finally {
    (await within(closed, CLOSE_WAIT_MS, () => {}))();
  }
}

/** @throws {UsageError} for a tree of nothing, and for a command while nothing is traced. */
function checkCommand({ tree, read }: TraceValues, rest: readonly string[]): void {
  if (tree && rest.length === 0) {
    throw new UsageError("--tree makes no sense here", {
      cause: new Error("it shows what a command started"),
      hint: "write the command behind --, or run ctrack tree for what runs now",
    });
  }
  if (read.length > 0 && rest.length > 0) {
    throw new UsageError("--read and a command do not go together", {
      cause: new Error("a recording is not traced"),
      hint: "leave one of them out",
    });
  }
}
