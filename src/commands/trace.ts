import type { Io } from "../cli/io.ts";
import { kernelConfig } from "./kernel_config.ts";
import { findKernel, openKernel } from "./open_kernel.ts";
import { withRecordedKinds } from "./recorded_kinds.ts";
import type { TraceRun } from "./trace_run.ts";
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
  const { values, given } = run;
  if (values.read.length > 0) {
    return await (await import("./trace/trace_recordings.ts")).traceRecordings(io, run);
  }
  const hints = traceHints(withRecordedKinds(values, given));
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
