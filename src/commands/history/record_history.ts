import { PROGRAM } from "../../cli/command_spec.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import { type Log, openLog, verbosityOf } from "../../cli/log.ts";
import { formatSize } from "../../cli/size.ts";
import { writeLast } from "../../cli/write_last.ts";
import { readAncestor } from "../../enrich/helper/read_ancestor.ts";
import { RuntimeSet } from "../../enrich/runtime_set.ts";
import type { FilterSpec } from "../../filter/filter_spec.ts";
import { isRuntimeInternal } from "../../filter/is_runtime_internal.ts";
import { kernelHints } from "../../filter/kernel_hints.ts";
import { renderSummary } from "../../output/format/summary.ts";
import { Counters } from "../../pipeline/counters.ts";
import { NO_SINK } from "../../pipeline/no_sink.ts";
import { Pipeline } from "../../pipeline/pipeline.ts";
import type { Kernel } from "../../source/kernel_source.ts";
import { HistoryError, troubleOf } from "../../store/history/history_error.ts";
import { closeAfterWriting, openForWriting } from "../../store/history/open_history.ts";
import { HistoryRecorder } from "../../store/history/recorder.ts";
import { containerSpec } from "../container_flags.ts";
import type { HistoryValues } from "../history_flags.ts";
import { kernelConfig } from "../kernel_config.ts";
import { loadFilter } from "../load_filter.ts";
import { localClock } from "../local_clock.ts";
import { findKernel, openKernel } from "../open_kernel.ts";
import { redactorOf } from "../redactor_of.ts";
import { runLive } from "../run_live.ts";
import { readBootId } from "../read_boot_id.ts";
import { hostAccess, runtimesOf } from "../runtimes.ts";
import { listenForStop } from "../stop_signal.ts";
import { within } from "../within.ts";
import { asHistoryCliError } from "./history_cli_error.ts";
import { holdFile } from "./hold_file.ts";

/** How often what waits is written, ms: no more than this, and what is on its way, is lost when ctrack is killed. */
const FLUSH_MS = 250;

/** How long the kernel may take to let go of what was opened for nothing, ms. */
const CLOSE_WAIT_MS = 1000;

const NS_PER_MS = 1_000_000n;

/**
 * `ctrack history record`: writes what happens into the history until a signal comes. Returns the exit code.
 *
 * @throws {CliError} for flags that make no sense (2), a file that cannot be used (1) and hosts that cannot trace
 * (3).
 */
export async function recordHistory(io: Io, values: HistoryValues): Promise<number> {
  const spec = specOf(values);
  const runtimes = new RuntimeSet(runtimesOf(values, io));
  const redact = redactorOf(values);
  const kernel = findKernel();
  const context = { clock: localClock(kernel.epochs), hostName: Deno.hostname() };
  const filter = await loadFilter(spec, context);
  using stop = listenForStop(undefined);
  const log = openLog(io.stderr, verbosityOf(values));
  const opening = openKernel(kernel, kernelConfig(kernelHints(spec), values["buffer-size"]));
  // What it rejects with is met where it is awaited.
  const closed = opening.then((source) => () => source.close(), () => () => {});
  try {
    // Where nothing can be traced no file is made.
    await opening;
    using history = await openHistory(values, kernel, log);
    const { recorder } = history;
    const counters = new Counters(kernel.now());
    const pipeline = new Pipeline({
      passes: (event) => filter.event(event),
      mayPass: (event) => filter.mayPass(event),
      folds: isRuntimeInternal,
      write: (event) => recorder.add(event),
      sink: NO_SINK,
      counters,
    });
    const run = async () => {
      const live = await runLive(kernel, opening, {
        ...{ runtimes, pipeline, log, redact },
        labelWaitMs: values["label-wait"],
        judge: (owner, container) => filter.container(owner, container),
        activity: `recording to ${values.db}`,
        onOpen: () => {},
        onReady: (live) => void live.caughtUp().then(() => recorder.complete()),
      }, stop.signal);
      recorder.end();
      if (recorder.missing > 0) log.warn(`${recorder.missing} events could not be written`);
      if (live.lostForLabels > 0) {
        log.warn(`${live.lostForLabels} records that labels may need were lost`);
      }
      if (!values.quiet) {
        const stats = counters.stats(kernel.now(), live.containersSeen, live.sizes);
        const summary = `${renderSummary(stats, "table")}; ${recorder.written} written`;
        await writeLast(io.stderr, `${PROGRAM}: ${summary}\n`);
      }
      return stop.exitCode ?? ExitCode.ok;
    };
    return await Promise.race([run(), stop.insisted]);
  } finally {
    (await within(closed, CLOSE_WAIT_MS, () => {}))();
  }
}

function specOf(values: HistoryValues): FilterSpec {
  return {
    events: ["process", "fork", "exec", "exit", "container"],
    ...containerSpec(values),
    ...{ pids: [], uids: [], failed: false },
    scope: values.host ? "all" : "containers",
  };
}

interface OpenHistory extends Disposable {
  readonly recorder: HistoryRecorder;
}

async function openHistory(values: HistoryValues, kernel: Kernel, log: Log): Promise<OpenHistory> {
  const { db: path, retention, "max-size": maxSize } = values;
  const stack = new DisposableStack();
  try {
    stack.use(await holdFile(path));
    const db = stack.adopt(openForWriting(path), closeAfterWriting);
    const recorder = new HistoryRecorder(db, {
      bootId: readBootId(),
      epochs: kernel.epochs,
      bootNow: () => kernel.now(),
      withHost: values.host,
      runs: (pid, start) => readAncestor(hostAccess, pid)?.started(start) ?? false,
      limits: {
        maxAge: retention === undefined ? undefined : BigInt(retention) * NS_PER_MS,
        maxSize,
      },
      onTrouble(trouble, error) {
        const why = trouble === "locked" ? "another program holds its lock" : textOf(error);
        log.warn(`cannot write the history: ${why}; tracing goes on, what is missed is noted`);
      },
      onRecovery(missing) {
        const what = missing === 0 ? "nothing is missing" : `${missing} events are missing`;
        log.warn(`the history is written again: ${what}`);
      },
    });
    stack.defer(() => recorder.end());
    const timer = setInterval(() => recorder.flush(), FLUSH_MS);
    stack.defer(() => clearInterval(timer));
    log.debug(`${path} may grow to ${maxSize === undefined ? "any size" : formatSize(maxSize)}`);
    return { recorder, [Symbol.dispose]: () => stack.dispose() };
  } catch (error) {
    stack.dispose();
    const known = error instanceof HistoryError
      ? error
      : new HistoryError(textOf(error), troubleOf(error), { cause: error });
    throw asHistoryCliError(path, known);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
