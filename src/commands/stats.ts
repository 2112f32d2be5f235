import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import { type Log, openLog, verbosityOf } from "../cli/log.ts";
import { RuntimeSet } from "../enrich/runtime_set.ts";
import type { Filter, FilterSpec } from "../filter/filter_spec.ts";
import { isRuntimeInternal } from "../filter/is_runtime_internal.ts";
import { kernelHints } from "../filter/kernel_hints.ts";
import type { BootEpochs } from "../model/boot_epochs.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import type { FieldContext } from "../output/format/field.ts";
import { Counters } from "../pipeline/counters.ts";
import { NO_SINK } from "../pipeline/no_sink.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import { redactNothing } from "../redact/create_redactor.ts";
import { containerSpec } from "./container_flags.ts";
import { BUFFER_SIZE, LABEL_WAIT } from "./event_flags.ts";
import { kernelConfig } from "./kernel_config.ts";
import { listLayout } from "./list_layout.ts";
import { loadFilters } from "./load_filter.ts";
import { localClock } from "./local_clock.ts";
import { findKernel, openKernel } from "./open_kernel.ts";
import { asFailure } from "./recordings/as_cli_error.ts";
import { openForReading } from "./recordings/open_for_reading.ts";
import { readWindow } from "./recordings/read_window.ts";
import { Tally } from "./recordings/tally.ts";
import { runLive } from "./run_live.ts";
import { runtimesOf } from "./runtimes.ts";
import { Activities } from "./stats/activity.ts";
import { renderStats, renderStatsJson } from "./stats/render.ts";
import type { StatsValues } from "./stats_flags.ts";
import { listenForStop } from "./stop_signal.ts";

type MakeFilter = (context: FieldContext) => Filter;

/** What was counted. */
interface Counted {
  readonly activities: Activities;
  readonly counters: Counters;
  /** Time in which it happened, ns. */
  readonly durationNs: number;
}

/**
 * `ctrack stats`: counts events by container, live until a limit or a signal, or in recordings, and prints the
 * counts. Returns the exit code.
 *
 * @throws {CliError} for flags that make no sense (2) and hosts that cannot trace (3).
 */
export async function runStats(io: Io, values: StatsValues): Promise<number> {
  const spec: FilterSpec = {
    ...containerSpec(values),
    events: ["fork", "exec", "exit", "container"],
    pids: [],
    uids: [],
    failed: false,
    scope: values.host ? "all" : "containers",
  };
  const makeFilter = await loadFilters(spec);
  using stop = listenForStop(values.timeout);
  const log = openLog(io.stderr, verbosityOf(values));
  const counting = values.read.length > 0
    ? countRecorded(values, makeFilter, log, stop.signal)
    : countLive(io, values, makeFilter, log, stop.signal, spec);
  const print = async () => {
    const { activities, counters, durationNs } = await counting;
    if (counters.lost > 0) {
      log.warn(`${counters.lost} events were lost: what is counted is too low`);
    }
    const lines = values.format === "json"
      ? renderStatsJson(activities.all, durationNs)
      : renderStats(activities.all, durationNs, listLayout(values, io));
    if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
    return stop.exitCode ?? ExitCode.ok;
  };
  return await Promise.race([print(), stop.insisted]);
}

function createPipeline(
  filter: Filter,
  activities: Activities,
  counters: Counters,
  context: () => FieldContext,
): Pipeline {
  return new Pipeline({
    passes: (event) => filter.event(event),
    folds: isRuntimeInternal,
    write: (event) => activities.saw(event, context()),
    sink: NO_SINK,
    counters,
  });
}

async function countLive(
  io: Io,
  values: StatsValues,
  makeFilter: MakeFilter,
  log: Log,
  signal: AbortSignal,
  spec: FilterSpec,
): Promise<Counted> {
  const runtimes = new RuntimeSet(runtimesOf(values, io));
  const kernel = findKernel();
  const context = contextOf(kernel.epochs, Deno.hostname());
  const filter = makeFilter(context);
  const activities = new Activities();
  let began = kernel.now();
  const counters = new Counters(began);
  const pipeline = createPipeline(filter, activities, counters, () => context);
  const opening = openKernel(kernel, kernelConfig(kernelHints(spec), BUFFER_SIZE.default));
  await runLive(kernel, opening, {
    ...{ runtimes, pipeline, log },
    labelWaitMs: LABEL_WAIT.default,
    judge: (owner, container) => filter.container(owner, container),
    // No argument is counted.
    redact: redactNothing,
    onOpen: () => began = kernel.now(),
  }, signal);
  return { activities, counters, durationNs: kernel.now() - began };
}

async function countRecorded(
  values: StatsValues,
  makeFilter: MakeFilter,
  log: Log,
  signal: AbortSignal,
): Promise<Counted> {
  const recordings = await openForReading(values.read, redactNothing);
  const window = await readWindow(recordings, values);
  const activities = new Activities();
  const counters = new Counters(0);
  const tally = new Tally();
  const [first] = recordings.files;
  const { header } = first;
  let context = contextOf(first.epochs, header.host);
  // Nothing of it depends on the host: there is no expression.
  const filter = makeFilter(context);
  const pipeline = createPipeline(filter, activities, counters, () => context);
  async function* batches(): AsyncGenerator<Iterable<LabelledEvent>> {
    let known = header;
    for await (const { file, events } of recordings.batches(window)) {
      if (file.header !== known) context = contextOf(file.epochs, (known = file.header).host);
      yield tally.count(file, events);
    }
  }
  try {
    await pipeline.replay(batches(), signal);
  } catch (error) {
    throw asFailure(error);
  }
  for (const problem of recordings.problems) log.warn(problem);
  return { activities, counters, durationNs: tally.durationNs };
}

function contextOf(epochs: BootEpochs, host: string): FieldContext {
  return { clock: localClock(epochs), hostName: host };
}
