import { ClosedPipeError } from "../../cli/cli_error.ts";
import { PROGRAM } from "../../cli/command_spec.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import { type Log, openLog, type Verbosity } from "../../cli/log.ts";
import { writeLast } from "../../cli/write_last.ts";
import { RuntimeSet } from "../../enrich/runtime_set.ts";
import type { Filter } from "../../filter/filter_spec.ts";
import { isRuntimeInternal } from "../../filter/is_runtime_internal.ts";
import type { Stats } from "../../model/stats.ts";
import { renderSummary } from "../../output/format/summary.ts";
import { LineSink } from "../../output/sink/line_sink.ts";
import { Counters } from "../../pipeline/counters.ts";
import { Pipeline } from "../../pipeline/pipeline.ts";
import type { Kernel, KernelSource } from "../../source/kernel_source.ts";
import { loadFilter } from "../load_filter.ts";
import { type LiveResult, runLive } from "../run_live.ts";
import { runtimesOf } from "../runtimes.ts";
import { listenForStop, type StopSignal } from "../stop_signal.ts";
import { traceFilterSpec } from "../trace_filter_spec.ts";
import type { TraceValues } from "../trace_flags.ts";
import { liveFormat } from "./trace_format.ts";
import { localClock } from "../local_clock.ts";

/**
 * Shows what the kernel delivers, once it is open, until a limit, a signal or the end of whoever reads. Returns
 * the exit code. Whoever opened the kernel closes it, if this has not.
 *
 * @throws {CliError} for flags that make no sense (2) and hosts that cannot trace (3).
 */
export async function traceLive(
  io: Io,
  values: TraceValues,
  kernel: Kernel,
  opening: Promise<KernelSource>,
): Promise<number> {
  const clients = runtimesOf(values, io);
  const runtimes = new RuntimeSet(values["host-only"] ? [] : clients);
  const context = { clock: localClock(kernel.bootEpoch), hostName: Deno.hostname() };
  using format = liveFormat(values, context, io);
  const filter = await loadFilter(traceFilterSpec(values), context);
  const log = await openLog(io.stderr, verbosity(values));

  using stop = listenForStop(values.timeout);
  const counters = new Counters(kernel.now());
  const sink = new LineSink(io.stdout);
  const pipeline = new Pipeline({
    passes: (event) => filter.event(event),
    mayPass: (event) => filter.mayPass(event),
    folds: values["runtime-internals"] ? undefined : isRuntimeInternal,
    write(event) {
      format.write(event, sink.line);
      sink.endLine();
    },
    sink,
    counters,
    maxEvents: values["max-events"],
  });
  const run = async () => {
    const live = await runLive(kernel, opening, {
      ...{ runtimes, pipeline, log },
      labelWaitMs: values["label-wait"],
      judge: (owner, container) => filter.container(owner, container),
      onOpen() {
        const header = format.header();
        if (header === undefined) return;
        sink.line.text(header);
        sink.endLine();
        sink.flush();
      },
    }, stop.signal);
    if (sink.failure instanceof ClosedPipeError) return ExitCode.ok;
    if (sink.failure !== undefined) throw sink.failure;
    tellProblems(log, counters, filter, live);
    if (!values.quiet) {
      const stats = counters.stats(kernel.now(), live.containersSeen, live.sizes);
      await writeLast(io.stderr, summaryLine(values, stats));
    }
    return exitCode(values, counters, live.lostForLabels, stop);
  };
  return await Promise.race([run(), stop.insisted]);
}

function verbosity({ quiet, verbose }: TraceValues): Verbosity {
  return quiet ? "quiet" : verbose ? "verbose" : "normal";
}

function summaryLine({ format }: TraceValues, stats: Stats): string {
  return format === "json"
    ? `${renderSummary(stats, "json")}\n`
    : `${PROGRAM}: ${renderSummary(stats, "table")}\n`;
}

function tellProblems(
  log: Log,
  counters: Counters,
  { failures }: Filter,
  { lostForLabels }: LiveResult,
): void {
  if (failures > 0) {
    log.warn(`the --filter expression failed on ${failures} events, which were left out`);
  }
  if (counters.unread > 0) {
    log.warn(`nobody read the last ${counters.unread} events; they count as lost`);
  }
  if (lostForLabels > 0) {
    log.warn(
      `${lostForLabels} records that labels may need were lost: try a larger --buffer-size`,
    );
  }
}

/** A `--fail-on-...` that fired says more than the signal that ended the run. */
function exitCode(
  values: TraceValues,
  counters: Counters,
  lostForLabels: number,
  stop: StopSignal,
): number {
  if (values["fail-on-lost"] && counters.lost > 0) return ExitCode.failed;
  if (values["fail-on-unlabelled"] && counters.unlabelled + lostForLabels > 0) {
    return ExitCode.failed;
  }
  return stop.exitCode ?? ExitCode.ok;
}
