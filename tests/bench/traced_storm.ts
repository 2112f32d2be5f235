import type { Bench } from "./bench.ts";
import { cpuTime } from "./process_clock.ts";
import { percent, type Row } from "./report.ts";
import { median, medianRatio } from "./statistics.ts";
import { eventsOf, runStorm } from "./storm.ts";
import { settled, startTracer, type Tracer, type TracerEnd } from "./tracer.ts";

/** One storm, watched by one tracer or by none. */
export interface Sample {
  /** Spawns in a second. */
  readonly rate: number;
  readonly seconds: number;
  /** CPU time of the storm alone for each spawn, us. */
  readonly own: number;
  /** CPU time of storm and tracer together for each spawn, us. */
  readonly both: number;
  /** CPU time of the tracer for each event that the storm made, us. */
  readonly event: number;
  /** The same of the storm ahead of it, in which a just-in-time compiler settles. */
  readonly cold: number;
  /** Bytes that the tracer wrote, ahead of the storm and with it. */
  readonly size: number;
  /** Events that all storms made, the one that warms up included. */
  readonly expected: number;
  /** How the tracer ended; absent without one. */
  readonly end: TracerEnd | undefined;
}

/** Samples of all rounds by tracer, undefined for none. */
export type Samples = ReadonlyMap<Tracer | undefined, readonly Sample[]>;

/**
 * Spawns ahead of those that count, in several storms: a just-in-time compiler needs 100,000 events to settle, among
 * them the rare ones of a beginning and an end, which undo what it made of the others.
 */
export const WARM_UP = 36_000;
const WARM_UP_STORMS = 3;

/** As long as a tracer takes to settle: with and without one, the storm meets the same caches and clocks. */
const PAUSE_MS = 200;

/** Runs a storm while a tracer traces, in the cgroup of that `procs` file or where the benchmark runs. */
export async function tracedStorm(
  { programs, output, quick }: Bench,
  tracer: Tracer | undefined,
  procs?: string,
): Promise<Sample> {
  const storm = (spawns: number) => runStorm(programs, { spawns, ...procs ? { procs } : {} });
  const spawns = quick ? 6_000 : 12_000;
  /** Tells the events of all its storms. */
  const warmUp = async (settle: () => Promise<unknown>) => {
    let events = 0;
    for (let count = 0; count < WARM_UP_STORMS; count++) {
      events += eventsOf(await storm(WARM_UP / WARM_UP_STORMS));
      await settle();
    }
    return events;
  };
  if (tracer === undefined) {
    await warmUp(() => new Promise((resolve) => setTimeout(resolve, PAUSE_MS)));
    const { rate, seconds, cpu_seconds } = await storm(spawns);
    const own = cpu_seconds * 1e6 / spawns;
    const nothing = { event: 0, cold: 0, size: 0, expected: 0, end: undefined };
    return { rate, seconds, own, both: own, ...nothing };
  }
  const running = startTracer(tracer, output);
  try {
    await running.ready(async () => void await storm(1));
    const started = cpuTime(running.pid);
    const warm = await warmUp(() => settled(running.pid));
    const before = cpuTime(running.pid);
    const result = await storm(spawns);
    const size = await settled(running.pid);
    const used = (cpuTime(running.pid) - before) / 1000;
    const own = result.cpu_seconds * 1e6 / spawns;
    return {
      rate: result.rate,
      seconds: result.seconds,
      own,
      both: own + used / spawns,
      event: used / eventsOf(result),
      cold: (before - started) / 1000 / warm,
      size,
      expected: warm + eventsOf(result),
      end: await running.stop(),
    };
  } finally {
    await running.stop();
  }
}

/** One number of each round. */
export function column(
  samples: Samples,
  tracer: Tracer | undefined,
  key: "rate" | "seconds" | "own" | "both" | "event" | "cold",
): readonly number[] {
  return (samples.get(tracer) ?? []).map((sample) => sample[key]);
}

/**
 * How much slower a storm on all CPUs is with the tracer, by CPU time: where all CPUs are busy, what
 * the storm and the tracer use together is the time it takes, and nothing else that runs disturbs it.
 */
export function slowdown(samples: Samples, tracer: Tracer): number {
  return medianRatio(column(samples, tracer, "both"), column(samples, undefined, "both")) - 1;
}

/** The storm's rate, and its slow-down by clock, by CPU time, and by the storm's own CPU time. */
export function stormRow(samples: Samples, tracer: Tracer | undefined): Row {
  const figure = `${median(column(samples, tracer, "rate")).toFixed(0)} spawns/s`;
  if (tracer === undefined) return { what: "no tracer", figure };
  const ratio = (key: "seconds" | "own") =>
    percent(medianRatio(column(samples, tracer, key), column(samples, undefined, key)) - 1);
  return {
    what: tracer.name,
    figure,
    ratio: `${percent(slowdown(samples, tracer))} CPU (${ratio("own")} the storm's own), ` +
      `${ratio("seconds")} clock`,
  };
}
