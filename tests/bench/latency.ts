import type { Bench, Scenario } from "./bench.ts";
import { bootNow, wallNow } from "./process_clock.ts";
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
const LOOK_MS = 10;
const LOOKS_MAX = 100;

const EXEC_AT = /^\{"time":(?:"([^"]*)"|(\d+)),"event":"exec"/;

/** When the line's event happened: ns since 1970 or, where the tracer prints a number, since boot. */
function ageMs(line: string): number | undefined {
  const [, text, number] = EXEC_AT.exec(line) ?? [];
  if (number !== undefined) return Number(bootNow() - BigInt(number)) / 1e6;
  if (text === undefined) return undefined;
  const seconds = BigInt(Date.parse(`${text.slice(0, 19)}Z`)) * 1_000_000n;
  return Number(wallNow() - seconds - BigInt(text.slice(20, 29))) / 1e6;
}

/** Collects the ages of exec lines at their arrival. */
async function collectAges(stdout: ReadableStream<Uint8Array>, ages: number[]): Promise<void> {
  const decoder = new TextDecoder("latin1");
  let rest = "";
  for await (const piece of stdout) {
    const lines = (rest + decoder.decode(piece)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const age = ageMs(line);
      if (age !== undefined) ages.push(age);
    }
  }
}

/** The part of a tracer's time with a storm that counts. */
interface Ages {
  readonly idle: readonly number[];
  readonly load: readonly number[];
}

async function measure(bench: Bench, tracer: Tracer): Promise<Ages> {
  const { programs, container, quick } = bench;
  const { procs } = container;
  const running = startTracer(tracer);
  const ages: number[] = [];
  const collected = running.stdout === undefined
    ? Promise.resolve()
    : collectAges(running.stdout, ages);
  const during = async (storm: Parameters<typeof runStorm>[1]) => {
    ages.length = 0;
    await runStorm(programs, { ...storm, procs });
    // A tracer may lose some.
    for (let looks = 0; ages.length < storm.spawns && looks < LOOKS_MAX; looks++) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return [...ages];
  };
  try {
    if (tracer.ready !== undefined) await running.ready(async () => {});
    // Where no word on stderr says so, the first line does.
    for (let tries = 0; ages.length === 0; tries++) {
      if (tries === READY_TRIES) throw new Error(`${tracer.name} does not trace`);
      await during({ spawns: 10 });
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
    await collected;
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
