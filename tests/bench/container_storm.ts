import type { Bench, Scenario } from "./bench.ts";
import { cpuTime } from "./process_clock.ts";
import { percent, type Row, times } from "./report.ts";
import { alternate } from "./rounds.ts";
import { median, medianRatio } from "./statistics.ts";
import { eventsOf, runStorm } from "./storm.ts";
import { settled, startTracer, type Tracer, type TracerEnd } from "./tracer.ts";

/** Most that a container may be slowed, and how much of bpftrace's slow-down that may be. */
const SLOWER = 0.08;
const SHARE_OF_BPFTRACE = 1 / 3;

/** Most CPU time an event may take, against the C consumer and against bpftrace. */
const TIMES_CONSUMER = 3;
const TIMES_BPFTRACE = 0.5;

/** Spawns until a just-in-time compiler has settled. */
const WARM_UP = 10_000;

/** One tracer in one round. */
interface Sample {
  /** A storm from all CPUs. */
  readonly seconds: number;
  readonly rate: number;
  /** A storm from one CPU, which leaves the others to the tracer. */
  readonly alone: number;
  /** Events that the tracer should have printed and did not. */
  readonly missing: number;
  /** The tracer's CPU time for each event, us. */
  readonly cpu: number;
}

const NEWLINE = 10;

/** Lines in the first bytes of a file. */
async function countLines(path: string, size: number): Promise<number> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(1 << 20);
  let lines = 0;
  let left = size;
  while (left > 0) {
    const count = await file.read(bytes);
    if (count === null) throw new Error(`${path} is shorter than ${size} bytes`);
    const piece = bytes.subarray(0, Math.min(count, left));
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) lines++;
    left -= piece.length;
  }
  return lines;
}

/** What a counting tracer says it delivered; undefined for one that prints. */
function saidDelivered(tracer: Tracer, stderr: string): number | undefined {
  if (!tracer.command.includes("--count")) return undefined;
  return Number(/"delivered":(\d+)/.exec(stderr)?.[1]);
}

async function measure(bench: Bench, tracer: Tracer | undefined): Promise<Sample> {
  const { programs, container, quick, output } = bench;
  const spawns = quick ? 6_000 : 12_000;
  const storm = (spawns: number, spawners?: number) =>
    runStorm(programs, { spawns, procs: container.procs, ...spawners ? { spawners } : {} });
  if (tracer === undefined) {
    const all = await storm(spawns);
    const one = await storm(spawns / 2, 1);
    return { seconds: all.seconds, rate: all.rate, alone: one.seconds, missing: 0, cpu: 0 };
  }
  const running = startTracer(tracer, output);
  let ended: Promise<TracerEnd> | undefined;
  try {
    await running.ready(async () => void await storm(1));
    // The first events of a run cost a compiler's time: what is measured is a tracer that has run a while.
    const warm = await storm(WARM_UP);
    await settled(running.pid);
    const before = cpuTime(running.pid);
    const all = await storm(spawns);
    await settled(running.pid);
    const cpu = cpuTime(running.pid) - before;
    const one = await storm(spawns / 2, 1);
    const size = await settled(running.pid);
    ended = running.stop();
    const printed = saidDelivered(tracer, (await ended).stderr) ?? await countLines(output, size);
    const expected = eventsOf(warm) + eventsOf(all) + eventsOf(one);
    return {
      seconds: all.seconds,
      rate: all.rate,
      alone: one.seconds,
      missing: Math.max(0, expected - printed),
      cpu: cpu / 1000 / eventsOf(all),
    };
  } finally {
    await (ended ?? running.stop());
  }
}

async function run(bench: Bench): Promise<readonly Row[]> {
  const { ctrack, consumer, counter, bpftrace } = bench.tracers;
  const subjects = [undefined, ctrack, consumer, counter, ...bpftrace ? [bpftrace] : []];
  const results = await alternate(
    subjects,
    bench.quick ? 3 : 7,
    (tracer) => measure(bench, tracer),
  );
  const of = (tracer: Tracer | undefined, key: keyof Sample) =>
    (results.get(tracer) ?? []).map((sample) => sample[key]);
  const slowdown = (tracer: Tracer) =>
    medianRatio(of(tracer, "seconds"), of(undefined, "seconds")) - 1;

  const allowed = bpftrace === undefined
    ? SLOWER
    : Math.min(SLOWER, slowdown(bpftrace) * SHARE_OF_BPFTRACE);
  const rows: Row[] = subjects.map((tracer) => {
    const figure = `${median(of(tracer, "rate")).toFixed(0)} spawns/s`;
    if (tracer === undefined) return { what: "no tracer", figure };
    const slower = slowdown(tracer);
    const row = { what: tracer.name, figure, ratio: `${percent(slower)} time` };
    return tracer === ctrack
      ? { ...row, budget: `<= ${percent(allowed)}`, holds: slower <= allowed }
      : row;
  });

  for (const tracer of subjects) {
    if (tracer === undefined) continue;
    const slower = medianRatio(of(tracer, "alone"), of(undefined, "alone")) - 1;
    rows.push({
      what: `${tracer.name}: a CPU left for it`,
      figure: "",
      ratio: `${percent(slower)} time`,
    });
  }
  for (const tracer of subjects) {
    if (tracer === undefined) continue;
    rows.push({
      what: `${tracer.name}: CPU an event`,
      figure: `${median(of(tracer, "cpu")).toFixed(2)} us`,
    });
  }
  const against = (other: Tracer, budget: number): Row => {
    const ratio = medianRatio(of(ctrack, "cpu"), of(other, "cpu"));
    return {
      what: `ctrack: CPU an event against ${other.name}`,
      figure: "",
      ratio: times(ratio, other.name),
      budget: `<= ${budget} x`,
      holds: ratio <= budget,
    };
  };
  rows.push(against(consumer, TIMES_CONSUMER));
  if (bpftrace !== undefined) rows.push(against(bpftrace, TIMES_BPFTRACE));

  for (const tracer of subjects) {
    if (tracer === undefined) continue;
    const missing = of(tracer, "missing").reduce((sum, count) => sum + count, 0);
    const row = { what: `${tracer.name}: events lost, all rounds`, figure: String(missing) };
    rows.push(tracer === ctrack ? { ...row, budget: "0", holds: missing === 0 } : row);
  }
  return rows;
}

/** What it costs to see everything in a container, and whether all of it is seen. */
export const CONTAINER_STORM: Scenario = {
  name: "container-storm",
  title: "Exec storm in a container, every fork, exec and exit printed to a file",
  run,
};
