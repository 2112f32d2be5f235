import type { Bench } from "./bench.ts";
import { cpuTime } from "./process_clock.ts";
import { percent, type Row } from "./report.ts";
import { least, median, medianRatio } from "./statistics.ts";
import { eventsOf, runStorm, type StormResult } from "./storm.ts";
import { settled, startTracer, type Tracer, type TracerEnd } from "./tracer.ts";

/** One storm, watched by one tracer or by none. */
export interface Storm {
  /** Spawns in a second. */
  readonly rate: number;
  readonly seconds: number;
  /** CPU time of the storm alone for each spawn, us. */
  readonly own: number;
  /** CPU time of storm and tracer together for each spawn, us. */
  readonly both: number;
  /** CPU time of the tracer for each event that the storm made, us. */
  readonly event: number;
}

/** Storms of one round, one after the other. */
export interface Sample {
  readonly storms: readonly Storm[];
  /** CPU time of the tracer for each event ahead of them, in which a just-in-time compiler settles, us. */
  readonly cold: number;
  /** Bytes that the tracer wrote in all. */
  readonly size: number;
  /** Events that all storms made, those that warm up included. */
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

/** Storms of a round that count: among several there is one that the machine's other guests leave alone. */
const STORMS = 3;

/** Runs storms while a tracer traces, in the cgroup of that `procs` file or where the benchmark runs. */
export async function tracedStorms(
  { programs, output, quick }: Bench,
  tracer: Tracer | undefined,
  procs?: string,
): Promise<Sample> {
  const spawns = quick ? 6_000 : 12_000;
  const storm = (count: number) => runStorm(programs, { spawns: count, ...procs ? { procs } : {} });
  const told = (result: StormResult, used: number): Storm => {
    const { rate, seconds, cpu_seconds } = result;
    const own = cpu_seconds * 1e6 / spawns;
    return { rate, seconds, own, both: own + used / spawns, event: used / eventsOf(result) };
  };
  const warm = WARM_UP / WARM_UP_STORMS;
  if (tracer === undefined) {
    const alone = async (count: number) => {
      const result = await storm(count);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      return result;
    };
    await repeat(WARM_UP_STORMS, () => alone(warm));
    const storms = await repeat(STORMS, async () => told(await alone(spawns), 0));
    return { storms, cold: 0, size: 0, expected: 0, end: undefined };
  }
  const running = startTracer(tracer, output);
  try {
    await running.ready(async () => void await storm(1));
    const watched = async (count: number) => {
      const before = cpuTime(running.pid);
      const result = await storm(count);
      const size = await settled(running.pid);
      const used = (cpuTime(running.pid) - before) / 1000;
      return { result, size, used, events: eventsOf(result) };
    };
    const first = await repeat(WARM_UP_STORMS, () => watched(warm));
    const measured = await repeat(STORMS, () => watched(spawns));
    return {
      storms: measured.map(({ result, used }) => told(result, used)),
      cold: sum(first.map(({ used }) => used)) / sum(first.map(({ events }) => events)),
      size: measured.at(-1)?.size ?? 0,
      expected: sum([...first, ...measured].map(({ events }) => events)),
      end: await running.stop(),
    };
  } finally {
    await running.stop();
  }
}

async function repeat<T>(times: number, each: () => Promise<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let i = 0; i < times; i++) all.push(await each());
  return all;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

/** One number of each storm of all rounds. */
export function column(
  samples: Samples,
  tracer: Tracer | undefined,
  key: keyof Storm,
): readonly number[] {
  return (samples.get(tracer) ?? []).flatMap(({ storms }) => storms.map((storm) => storm[key]));
}

/**
 * How much slower a storm on all CPUs is with the tracer, by CPU time: where all CPUs are busy, what
 * the storm and the tracer use together is the time it takes. The least of all storms counts: what else the
 * machine and its other guests do only adds to it.
 */
export function slowdown(samples: Samples, tracer: Tracer): number {
  return more(samples, tracer, "both");
}

function more(samples: Samples, tracer: Tracer, key: "own" | "both"): number {
  return least(column(samples, tracer, key)) / least(column(samples, undefined, key)) - 1;
}

/** The storm's rate, and its slow-down by clock, by CPU time, and by the storm's own CPU time. */
export function stormRow(samples: Samples, tracer: Tracer | undefined): Row {
  const figure = `${median(column(samples, tracer, "rate")).toFixed(0)} spawns/s`;
  if (tracer === undefined) return { what: "no tracer", figure };
  const clock = medianRatio(
    column(samples, tracer, "seconds"),
    column(samples, undefined, "seconds"),
  );
  return {
    what: tracer.name,
    figure,
    ratio: `${percent(slowdown(samples, tracer))} CPU (${
      percent(more(samples, tracer, "own"))
    } the storm's own), ${percent(clock - 1)} clock`,
  };
}
