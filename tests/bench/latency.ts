import type { Bench, Scenario } from "./bench.ts";
import type { Row } from "./report.ts";
import { quantile } from "./statistics.ts";
import { runStorm } from "./storm.ts";
import { startTracer, type Tracer } from "./tracer.ts";

/** Longest way from the event to its line, p99, ms. */
const IDLE_BUDGET_MS = 5;
const LOAD_BUDGET_MS = 30;

/** A pace that nobody would call load. */
const IDLE_PAUSE_US = 100_000;

/** Small storms until a tracer must have seen one. */
const READY_TRIES = 60;

/** How often, and how long, the last lines are looked for. */
const LOOK_MS = 50;
const LOOKS_MAX = 20;

/** As `arrivals` prints an exec: when it came by both clocks, and when it happened. */
const ARRIVAL = /^(\d+) (\d+) \{"time":(?:"([^"]*)"|(\d+)),"event":"exec"/gm;

/** The shell becomes the tracer, which writes into a pipe that has such a reader. */
const TO_READER = 'reader=$1; shift; exec "$@" > >(exec "$reader")';

/** How old the lines of execs were when they came, ms; what happened is told in ns since 1970 or since boot. */
function agesOf(text: string): readonly number[] {
  return [...text.matchAll(ARRIVAL)].map(([, wall = "", boot = "", time, sinceBoot]) => {
    if (sinceBoot !== undefined) return Number(BigInt(boot) - BigInt(sinceBoot)) / 1e6;
    const second = `${time?.slice(0, 19)}Z`;
    const happened = BigInt(Date.parse(second)) * 1_000_000n + BigInt(time?.slice(20, 29) ?? 0);
    return Number(BigInt(wall) - happened) / 1e6;
  });
}

/** The part of a tracer's time with a storm that counts. */
interface Ages {
  readonly idle: readonly number[];
  readonly load: readonly number[];
}

async function measure(bench: Bench, tracer: Tracer): Promise<Ages> {
  const { programs, container, folder, quick } = bench;
  const { procs } = container;
  const path = `${folder}/arrivals`;
  const command = ["bash", "-c", TO_READER, "bash", programs.arrivals, ...tracer.command];
  await Deno.writeTextFile(path, "");
  const running = startTracer({ ...tracer, command }, path);
  let read = 0;
  const during = async (storm: Parameters<typeof runStorm>[1]) => {
    await runStorm(programs, { ...storm, procs });
    let ages: readonly number[] = [];
    // A tracer may lose some.
    for (let looks = 0; ages.length < storm.spawns && looks < LOOKS_MAX; looks++) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      ages = agesOf(await Deno.readTextFile(path)).slice(read);
    }
    read += ages.length;
    return ages;
  };
  try {
    if (tracer.ready !== undefined) await running.ready(async () => {});
    // Where no word on stderr says so, the first line does.
    for (let tries = 0; (await during({ spawns: 10 })).length === 0; tries++) {
      if (tries === READY_TRIES) throw new Error(`${tracer.name} does not trace`);
    }
    await during({ spawns: 3_000 });
    const idle = await during({
      spawns: quick ? 20 : 150,
      spawners: 1,
      pauseUs: IDLE_PAUSE_US,
    });
    const load = await during({ spawns: quick ? 6_000 : 20_000 });
    return { idle, load };
  } finally {
    await running.stop();
  }
}

function row(tracer: Tracer, name: string, ages: readonly number[], budget?: number): Row {
  const p99 = quantile(ages, 0.99);
  const figure = `p50 ${quantile(ages, 0.5).toFixed(1)} ms  p99 ${p99.toFixed(1)} ms`;
  const measured = { what: `${tracer.name}, ${name}`, figure };
  return budget === undefined
    ? measured
    : { ...measured, budget: `p99 <= ${budget} ms`, holds: p99 <= budget };
}

async function run(bench: Bench): Promise<readonly Row[]> {
  const { ctrack, consumer, bpftrace } = bench.tracers;
  const all: Row[] = [];
  for (const tracer of [ctrack, consumer, ...bpftrace === undefined ? [] : [bpftrace]]) {
    const { idle, load } = await measure(bench, tracer);
    const judged = tracer === ctrack;
    all.push(row(tracer, "idle", idle, judged ? IDLE_BUDGET_MS : undefined));
    all.push(row(tracer, "under load", load, judged ? LOAD_BUDGET_MS : undefined));
  }
  return all;
}

/** How old a line is when it arrives. */
export const LATENCY: Scenario = {
  name: "latency",
  title: "From the exec to its line in the reader's hands (idle: 10 execs a second; load: a storm)",
  run,
};
