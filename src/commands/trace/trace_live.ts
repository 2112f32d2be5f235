import { ClosedPipeError } from "../../cli/cli_error.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import { openLog } from "../../cli/log.ts";
import { RuntimeSet } from "../../enrich/runtime_set.ts";
import { LineSink } from "../../output/sink/line_sink.ts";
import { Counters } from "../../pipeline/counters.ts";
import type { Kernel, KernelSource } from "../../source/kernel_source.ts";
import { localClock } from "../local_clock.ts";
import { withRecordedKinds } from "../recorded_kinds.ts";
import { runLive } from "../run_live.ts";
import { runtimesOf } from "../runtimes.ts";
import { listenForStop } from "../stop_signal.ts";
import type { TraceRun } from "../trace_run.ts";
import { openTape } from "./tape.ts";
import { exitCode, tellProblems, verbosity, writeSummary } from "./trace_end.ts";
import { traceFilters } from "./trace_filter.ts";
import { liveFormat } from "./trace_format.ts";
import { tracePipeline, writeHeader } from "./trace_pipeline.ts";

/**
 * Shows what the kernel delivers, once it is open, until a limit, a signal or the end of whoever reads, and records
 * it where that is asked for. Returns the exit code. Whoever opened the kernel closes it, if this has not.
 *
 * @throws {CliError} for flags that make no sense (2) and hosts that cannot trace (3).
 */
export async function traceLive(
  io: Io,
  { values, given, version }: TraceRun,
  kernel: Kernel,
  opening: Promise<KernelSource>,
): Promise<number> {
  const clients = runtimesOf(values, io);
  const runtimes = new RuntimeSet(values["host-only"] ? [] : clients);
  const { bootEpoch } = kernel;
  const context = { clock: localClock(bootEpoch), hostName: Deno.hostname() };
  using format = liveFormat(values, context, io);
  const recorded = withRecordedKinds(values, given);
  const filter = (await traceFilters(recorded))(context);
  const log = await openLog(io.stderr, verbosity(values));
  const run = { ctrack: version, host: context.hostName, bootEpoch, kinds: recorded.events };
  const tape = await openTape(values, { run, now: () => kernel.now() }, log);

  using stop = listenForStop(values.timeout);
  const counters = new Counters(kernel.now());
  const sink = new LineSink(io.stdout);
  const reading = { filter, format };
  const pipeline = tracePipeline(values, () => reading, { sink, counters, record: tape.record });
  const trace = () =>
    runLive(kernel, opening, {
      ...{ runtimes, pipeline, log },
      labelWaitMs: values["label-wait"],
      judge: (owner, container) => filter.container(owner, container),
      onOpen() {
        tape.begin();
        writeHeader(format, sink);
      },
    }, stop.signal);
  const toTheEnd = async () => {
    let isRecorded = false;
    const live = await trace().finally(async () => isRecorded = await tape.end());
    if (sink.failure instanceof ClosedPipeError) return isRecorded ? ExitCode.ok : ExitCode.failed;
    if (sink.failure !== undefined) throw sink.failure;
    const { lostForLabels, containersSeen, sizes } = live;
    tellProblems(log, counters, filter.failures);
    if (lostForLabels > 0) {
      log.warn(
        `${lostForLabels} records that labels may need were lost: try a larger --buffer-size`,
      );
    }
    await writeSummary(io, values, counters.stats(kernel.now(), containersSeen, sizes));
    const lacks = { lacksLabels: lostForLabels > 0, isUnrecorded: !isRecorded };
    return exitCode(values, counters, lacks, stop.exitCode);
  };
  return await Promise.race([toTheEnd(), stop.insisted]);
}
