import { ClosedPipeError } from "../cli/cli_error.ts";
import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import { PROGRAM } from "../cli/command_spec.ts";
import { type Log, openLog, type Verbosity } from "../cli/log.ts";
import { Labeller } from "../enrich/labeller.ts";
import { RuntimeSet } from "../enrich/runtime_set.ts";
import type { CompileCel } from "../filter/filter_spec.ts";
import type { Stats } from "../model/stats.ts";
import type { FieldContext } from "../output/format/field.ts";
import { FIELDS } from "../output/format/fields.ts";
import { createJsonText } from "../output/format/json_writer.ts";
import { renderSummary } from "../output/format/summary.ts";
import { LineSink } from "../output/sink/line_sink.ts";
import { Counters } from "../pipeline/counters.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import type { KernelSource } from "../source/kernel_source.ts";
import { celFields } from "./cel_fields.ts";
import { dockerRuntime } from "./docker_runtime.ts";
import { kernelConfig } from "./kernel_config.ts";
import { findKernel, openKernel } from "./open_kernel.ts";
import { listenForStop, type StopSignal } from "./stop_signal.ts";
import { compileTraceFilter } from "./trace_filter.ts";
import type { TraceValues } from "./trace_flags.ts";
import { liveFormat, localClock } from "./trace_format.ts";

/** How long a reader may take for the last lines once the end was asked for, ms. */
const FLUSH_MS = 1000;

/**
 * `ctrack trace`: live events until a limit, a signal or the end of whoever reads them. Returns the exit
 * code.
 *
 * @throws {CliError} for flags that make no sense (2) and hosts that cannot trace (3).
 */
export async function runTrace(io: Io, values: TraceValues): Promise<number> {
  const docker = dockerRuntime(values["docker-socket"], io);
  const runtimes = new RuntimeSet(values["host-only"] ? [] : [docker]);
  const kernel = findKernel();
  const context = { clock: localClock(kernel.bootEpoch), hostName: Deno.hostname() };
  using format = liveFormat(values, context, io);
  const { filter, hints } = await traceFilter(values, context);
  const opening = openKernel(kernel, kernelConfig(hints, values["buffer-size"]));
  // What it rejects with is met below; until then it must not count as unhandled.
  opening.catch(() => {});
  const log = await openLog(io.stderr, verbosity(values));

  using stop = listenForStop(values.timeout);
  const counters = new Counters(kernel.now());
  const sink = new LineSink(io.stdout);
  const pipeline = new Pipeline({
    passes: (event) => filter.event(event),
    write(event) {
      format.write(event, sink.line);
      sink.endLine();
    },
    sink,
    counters,
    maxEvents: values["max-events"],
  });
  let source: KernelSource | undefined;
  const labeller = new Labeller({
    labelWaitMs: values["label-wait"],
    runtimes,
    judge: (owner, container) => filter.container(owner, container),
    setVerdict: (cgroup, verdict) => source?.setVerdict(cgroup, verdict),
    emit: (event) => pipeline.emit(event),
    bootNow: () => kernel.now(),
  });

  const following = new AbortController();
  const followed = follow(runtimes, labeller, log, following.signal);
  try {
    source = await opening;
    const header = format.header();
    if (header !== undefined) {
      sink.line.text(header);
      sink.endLine();
      sink.flush();
    }
    await pipeline.run(source, labeller, stop.signal, () => log.info(readyText(runtimes)));
    await Promise.race([sink.drained(), after(FLUSH_MS)]);
  } finally {
    following.abort();
    source?.close();
    await followed;
  }
  if (sink.failure instanceof ClosedPipeError) return ExitCode.ok;
  if (sink.failure !== undefined) throw sink.failure;
  if (filter.failures > 0) {
    log.warn(`the --filter expression failed on ${filter.failures} events, which were left out`);
  }
  if (!values.quiet) {
    const stats = counters.stats(kernel.now(), labeller.containersSeen, labeller.sizes);
    await io.stderr.write(summaryLine(values, stats));
  }
  return exitCode(values, counters, stop);
}

function verbosity({ quiet, verbose }: TraceValues): Verbosity {
  return quiet ? "quiet" : verbose ? "verbose" : "normal";
}

function summaryLine({ format }: TraceValues, stats: Stats): string {
  return format === "json"
    ? `${renderSummary(stats, "json")}\n`
    : `${PROGRAM}: ${renderSummary(stats, "table")}\n`;
}

/** The filter flags, compiled. The expression language is loaded only for those who use it. */
async function traceFilter(values: TraceValues, context: FieldContext) {
  const toJson = createJsonText(context);
  const compileCel: CompileCel = values.filter === undefined
    ? () => {
      throw new Error("an expression nobody gave");
    }
    : (await import("../filter/cel.ts")).compileCel;
  return compileTraceFilter(values, {
    toJson: (event) => JSON.parse(toJson(event)),
    fields: celFields(FIELDS),
    compileCel,
  });
}

/** Follows the runtimes; a runtime that does not answer is told once for each outage. */
function follow(
  runtimes: RuntimeSet,
  labeller: Labeller,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  return runtimes.follow({
    update: (runtime, container) => labeller.update(runtime, container),
    removed: (id) => labeller.removed(id),
    up: (runtime) => log.debug(`${runtime} answers`),
    down: (runtime, reason) =>
      log.warn(`${runtime} does not answer: ${reason}; its containers are shown by id`),
  }, signal);
}

function readyText(runtimes: RuntimeSet): string {
  const names = runtimes.up;
  return names.length === 0 ? "tracing" : `tracing, with names from ${names.join(" and ")}`;
}

/** A `--fail-on-...` that fired says more than the signal that ended the run. */
function exitCode(values: TraceValues, counters: Counters, stop: StopSignal): number {
  if (values["fail-on-lost"] && counters.lost > 0) return ExitCode.failed;
  if (values["fail-on-unlabelled"] && counters.unlabelled > 0) return ExitCode.failed;
  return stop.exitCode ?? ExitCode.ok;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    Deno.unrefTimer(timer);
  });
}
