import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import { PROGRAM } from "../../cli/command_spec.ts";
import type { Kernel } from "../../source/kernel_source.ts";
import { renderList } from "../../output/format/list_table.ts";
import { count } from "../../output/format/words.ts";
import { localClock } from "../local_clock.ts";
import { listenForStop } from "../stop_signal.ts";
import type { TopValues } from "../top_flags.ts";
import { COLUMNS, sortRows } from "./columns.ts";
import { renderTopJson } from "./render_json.ts";
import type { Sample } from "./row.ts";
import type { Watch } from "./watch.ts";

/**
 * Prints plain tables or JSON, one for each interval, until all are printed or it is stopped. Returns the exit
 * code.
 */
export async function iterate(
  io: Io,
  kernel: Kernel,
  values: TopValues,
  watch: Watch,
): Promise<number> {
  using stop = listenForStop(undefined);
  const done = new AbortController();
  const signal = AbortSignal.any([stop.signal, done.signal]);
  const ready = Promise.withResolvers<void>();
  const print = async () => {
    await ready.promise;
    let lost = watch.sample().lost;
    for (let i = 0; i < (values.iterations ?? 1); i++) {
      if (!(await passes(values.interval, signal))) return;
      const sample = watch.sample();
      const lines = linesOf(io, values, kernel, sample);
      const gap = i > 0 && values.format === "table" ? "\n" : "";
      if (lines.length > 0) await io.stdout.write(`${gap}${lines.join("\n")}\n`);
      if (sample.lost > lost) await tellLost(io, sample.lost - lost);
      lost = sample.lost;
    }
  };
  const printed = print().finally(() => done.abort());
  // What it rejects with is met below; until then it must not count as unhandled.
  printed.catch(() => {});
  try {
    await watch.follow(io, signal, ready.resolve);
  } finally {
    // It may have ended before there was anything to print.
    done.abort();
    ready.resolve();
    await printed;
  }
  return stop.exitCode ?? ExitCode.ok;
}

function linesOf(io: Io, values: TopValues, kernel: Kernel, sample: Sample): readonly string[] {
  const rows = sortRows(sample.rows, values.sort, false);
  if (values.format === "json") {
    const clock = localClock(kernel.epochs);
    return renderTopJson(rows, sample, { clock, hostName: Deno.hostname() });
  }
  const cells = rows.map((row) => COLUMNS.map(({ text }) => text(row)));
  return renderList(COLUMNS, cells, {
    noHeader: values["no-header"],
    width: values["no-trunc"] ? undefined : io.stdout.columns(),
  });
}

async function tellLost(io: Io, lost: number): Promise<void> {
  const text = `${count(lost, "event")} lost: what is counted is too low`;
  await io.stderr.write(`${PROGRAM}: warning: ${text}\n`).catch(() => {});
}

/** Resolves with true after `ms`, with false as soon as the signal aborts. */
async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stop = () => resolve(false);
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(resolve, ms, true);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
