import type { Bench, Scenario } from "./bench.ts";
import { percent, type Row } from "./report.ts";
import { alternate } from "./rounds.ts";
import { slowdown, stormRow, tracedStorms } from "./traced_storm.ts";

/** Most that tracing containers may slow the host's own processes. */
const BUDGET = 0.01;

async function run(bench: Bench): Promise<readonly Row[]> {
  const { ctrack, consumer, bpftrace } = bench.tracers;
  const subjects = [undefined, ctrack, consumer, ...bpftrace ? [bpftrace] : []];
  const samples = await alternate(
    subjects,
    bench.quick ? 2 : 5,
    (tracer) => tracedStorms(bench, tracer),
  );
  return subjects.map((tracer) => {
    const row = stormRow(samples, tracer);
    return tracer === ctrack
      ? { ...row, budget: `<= ${percent(BUDGET)}`, holds: slowdown(samples, tracer) <= BUDGET }
      : row;
  });
}

/** What tracing containers costs processes that are in none. */
export const HOST_STORM: Scenario = {
  name: "host-storm",
  title: "Exec storm on the host, containers traced (bpftrace: everything)",
  run,
};
