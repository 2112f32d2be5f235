import { ClosedPipeError } from "../../cli/cli_error.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import { openLog, verbosityOf } from "../../cli/log.ts";
import { RuntimeSet } from "../../enrich/runtime_set.ts";
import { LineSink } from "../../output/sink/line_sink.ts";
import { Counters } from "../../pipeline/counters.ts";
import type { Kernel, KernelSource } from "../../source/kernel_source.ts";
import { loadFilter } from "../load_filter.ts";
import { localClock } from "../local_clock.ts";
import { withRecordedKinds } from "../recorded_kinds.ts";
import { writeHeader } from "../print_lines.ts";
import { recheck } from "../processes/recheck.ts";
import { redactorOf } from "../redactor_of.ts";
import { runLive } from "../run_live.ts";
import { readBootId } from "../read_boot_id.ts";
import { runtimesOf } from "../runtimes.ts";
import { listenForStop, type StopSignal } from "../stop_signal.ts";
import type { CommandRun } from "./command_run.ts";
import { traceFilterSpec } from "../trace_filter_spec.ts";
import type { TraceRun } from "../trace_run.ts";
import { openTape } from "./tape.ts";
import { exitCode, tellProblems, writeSummary } from "./trace_end.ts";
import { liveFormat } from "./trace_format.ts";
import { tracePipeline } from "./trace_pipeline.ts";

/**
 * Shows what the kernel delivers, once it is open, until a limit, a signal or the end of whoever reads, and records
 * it where that is asked for. Returns the exit code. Whoever opened the kernel closes it, if this has not.
 *
 * @throws {CliError} for flags that make no sense (2) and hosts that cannot trace (3).
 */
export async function traceLive(
  io: Io,
  { values, given, rest, version }: TraceRun,
  kernel: Kernel,
  opening: Promise<KernelSource>,
): Promise<number> {
  const clients = runtimesOf(values, io);
  const runtimes = new RuntimeSet(values["host-only"] ? [] : clients);
  const { epochs } = kernel;
  const context = { clock: localClock(epochs), hostName: Deno.hostname() };
  const format = liveFormat(values, context, io);
  const recorded = withRecordedKinds(values, given);
  const filter = await loadFilter(traceFilterSpec(recorded), context);
  const redact = redactorOf(values);
  const log = openLog(io.stderr, verbosityOf(values));
  const run = {
    ...{ ctrack: version, host: context.hostName, kinds: recorded.events },
    bootId: readBootId(),
  };
  const tape = await openTape(recorded, {
    ...{ run, epochs, recheck, now: () => kernel.now() },
    passes: (running) => filter.event(running),
  }, log);
  const sink = new LineSink(io.stdout);
  let isHeaderDue = !values.tree;
  const tellHeader = () => {
    if (isHeaderDue) writeHeader(format, sink);
    isHeaderDue = false;
    sink.flush();
  };
  const command = rest.length === 0
    ? undefined
    : new (await import("./command_run.ts")).CommandRun(kernel, {
      argv: rest,
      keepsEnded: values.tree,
      onStart: tellHeader,
    });

  using stop = listenForStop(values.timeout);
  const over = new AbortController();
  stop.signal.addEventListener("abort", () => void endAll(command, stop, over));
  const counters = new Counters(kernel.now());
  const reading = { filter, format };
  const pipeline = tracePipeline(values, () => reading, {
    ...{ sink, counters, record: tape.record, misses: tape.misses, isSilent: values.tree },
    watch: command && ((event) => command.saw(event)),
    onFirstLine: tellHeader,
  });
  let failure: unknown;
  const trace = () =>
    runLive(kernel, opening, {
      ...{ runtimes, pipeline, log, redact },
      labelWaitMs: values["label-wait"],
      hasCommand: command !== undefined,
      judge: values.tree ? () => "yes" : (owner, container) => filter.container(owner, container),
      onOpen() {
        tape.begin();
        // A command that does not start has nothing to show.
        if (command === undefined) tellHeader();
      },
      onReady: (live) =>
        void command?.run(live, over.signal).catch((error) => failure = error)
          .finally(() => over.abort()),
    }, over.signal);
  const toTheEnd = async () => {
    let isRecorded = false;
    const live = await trace().finally(async () => isRecorded = await tape.end());
    if (failure !== undefined) throw failure;
    const code = command === undefined
      ? ExitCode.ok
      : await command.exitCode() ?? stop.exitCode ?? ExitCode.failed;
    if (sink.failure instanceof ClosedPipeError) {
      return code === ExitCode.ok && !isRecorded ? ExitCode.failed : code;
    }
    if (sink.failure !== undefined) throw sink.failure;
    if (values.tree && command !== undefined) {
      const { printTree } = await import("./print_tree.ts");
      await printTree(io, command, values, kernel.now());
    }
    const { lostForLabels, containersSeen, sizes } = live;
    tellProblems(log, counters, filter.failures);
    if (lostForLabels > 0) {
      log.warn(
        `${lostForLabels} records that labels may need were lost: try a larger --buffer-size`,
      );
    }
    await writeSummary(io, values, counters.stats(kernel.now(), containersSeen, sizes));
    const lacks = { lacksLabels: lostForLabels > 0, isUnrecorded: !isRecorded };
    return code === ExitCode.ok ? exitCode(values, counters, lacks, stop.exitCode) : code;
  };
  return await Promise.race([toTheEnd(), stop.insisted]);
}

/** A wish to end: without a command it ends the tracing, else it is the command's to fulfil first. */
async function endAll(
  command: CommandRun | undefined,
  stop: StopSignal,
  over: AbortController,
): Promise<void> {
  if (command !== undefined) {
    const name = stop.exitCode === ExitCode.interrupted ? "SIGINT" : "SIGTERM";
    // A terminal has sent its SIGINT to both.
    if (name === "SIGTERM" || !Deno.stdin.isTerminal()) command.signal(name);
    await command.exitCode();
  }
  over.abort();
}
