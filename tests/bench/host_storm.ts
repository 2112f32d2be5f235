import type { Bench, Scenario } from "./bench.ts";
import { percent, type Row } from "./report.ts";
import { alternate } from "./rounds.ts";
import { median, medianRatio } from "./statistics.ts";
import { runStorm, type StormResult } from "./storm.ts";
import { startTracer, type Tracer } from "./tracer.ts";

/** Most that tracing containers may slow the host's own processes. */
const BUDGET = 0.01;

async function measure(bench: Bench, tracer: Tracer | undefined): Promise<StormResult> {
  const { programs, output, quick } = bench;
  const storm = () => runStorm(programs, { spawns: quick ? 6_000 : 12_000 });
  if (tracer === undefined) return await storm();
  const running = startTracer(tracer, output);
  try {
    await running.ready(async () => void await new Deno.Command(programs.tiny).output());
    return await storm();
  } finally {
    await running.stop();
  }
}

async function run(bench: Bench): Promise<readonly Row[]> {
  const { ctrack, consumer, bpftrace } = bench.tracers;
  const subjects = [undefined, ctrack, consumer, ...bpftrace === undefined ? [] : [bpftrace]];
  const results = await alternate(
    subjects,
    bench.quick ? 4 : 9,
    (tracer) => measure(bench, tracer),
  );
  const seconds = (subject: Tracer | undefined) =>
    (results.get(subject) ?? []).map((result) => result.seconds);
  return subjects.map((subject) => {
    const rate = median((results.get(subject) ?? []).map((result) => result.rate));
    const figure = `${rate.toFixed(0)} spawns/s`;
    if (subject === undefined) return { what: "no tracer", figure };
    const slower = medianRatio(seconds(subject), seconds(undefined)) - 1;
    const row = { what: subject.name, figure, ratio: `${percent(slower)} time` };
    return subject === ctrack
      ? { ...row, budget: `<= ${percent(BUDGET)}`, holds: slower <= BUDGET }
      : row;
  });
}

/** What tracing containers costs processes that are in none. */
export const HOST_STORM: Scenario = {
  name: "host-storm",
  title: "Exec storm on the host, containers traced (bpftrace: everything)",
  run,
};
