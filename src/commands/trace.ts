import { ClosedPipeError } from "../cli/cli_error.ts";
import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import { type Log, openLog } from "../cli/log.ts";
import { Labeller } from "../enrich/labeller.ts";
import { RuntimeSet } from "../enrich/runtime_set.ts";
import { FIELDS } from "../output/format/fields.ts";
import { createJsonWriter } from "../output/format/json_writer.ts";
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
  const log = openLog(io.stderr, values.quiet ? "quiet" : values.verbose ? "verbose" : "normal");
  const runtimes = new RuntimeSet([dockerRuntime(values["docker-socket"], io)]);
  const kernel = findKernel();
  const context = { clock: localClock(kernel.bootEpoch), hostName: Deno.hostname() };
  using format = liveFormat(values, context, io);
  const toJson = createJsonWriter(context);
  const { filter, hints } = compileTraceFilter(values, {
    toJson: (event) => JSON.parse(toJson(event)),
    fields: celFields(FIELDS),
  });

  using stop = listenForStop(values.timeout);
  const counters = new Counters(kernel.now());
  const sink = new LineSink(io.stdout);
  const pipeline = new Pipeline({
    passes: (event) => filter.event(event),
    line: (event) => format.line(event),
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
    source = await openKernel(kernel, kernelConfig(hints, values["buffer-size"]));
    const header = format.header();
    if (header !== undefined) sink.add(header);
    sink.flush();
    await pipeline.run(source, labeller, stop.signal, () => log.info(readyText(runtimes)));
    await Promise.race([sink.drained(), after(FLUSH_MS)]);
  } finally {
    following.abort();
    source?.close();
    await followed;
  }
  if (sink.failure instanceof ClosedPipeError) return ExitCode.ok;
  if (sink.failure !== undefined) throw sink.failure;
  if (!values.quiet) {
    const stats = counters.stats(kernel.now(), labeller.containersSeen, labeller.sizes);
    const summary = renderSummary(stats, values.format === "json" ? "json" : "table");
    await io.stderr.write(values.format === "json" ? `${summary}\n` : `ctrack: ${summary}\n`);
  }
  return exitCode(values, counters, stop);
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
