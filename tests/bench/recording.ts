import type { Bench, Scenario } from "./bench.ts";
import { eventRate, onOneCore, thousands } from "./event_rate.ts";
import { percent, type Row, times } from "./report.ts";
import { alternate } from "./rounds.ts";
import { least, median } from "./statistics.ts";
import { column, slowdown, tracedStorms } from "./traced_storm.ts";
import type { Tracer } from "./tracer.ts";

/** Most CPU time that recording may add to an event, us. */
const RECORD_BUDGET_US = 3;

/** Least events that are read in a second on one core. */
const REPLAY_BUDGET = 300_000;

const REPLAY_BENCH = new URL("replay_bench.ts", import.meta.url).pathname;

async function run(bench: Bench): Promise<readonly Row[]> {
  const { tracers: { ctrack }, quick, container } = bench;
  // The benchmark's own folder lies in /dev, where no recording can be.
  const folder = await Deno.makeTempDir({ prefix: "ctrack-bench-recording-" });
  const path = `${folder}/run.ctrack`;
  const recorder: Tracer = {
    ...ctrack,
    name: `${ctrack.name} -w FILE`,
    command: [...ctrack.command, "-w", path],
  };
  const rounds = quick ? 2 : 5;
  const samples = await alternate(
    [undefined, ctrack, recorder],
    rounds,
    (tracer) => tracedStorms(bench, tracer, container.procs),
  );
  const cpu = (tracer: Tracer) => column(samples, tracer, "event");
  const added = least(cpu(recorder)) - least(cpu(ctrack));
  const { size } = await Deno.stat(path);
  const expected = samples.get(recorder)?.at(-1)?.expected ?? 1;
  const replay = onOneCore(REPLAY_BENCH, path, quick ? "10" : "30");
  const rates = await alternate([path], rounds, () => eventRate(replay));
  const rate = median(rates.get(path) ?? []);
  await Deno.remove(folder, { recursive: true });
  return [
    ...[ctrack, recorder].map((tracer) => ({
      what: `${tracer.name}: CPU an event`,
      figure: `${least(cpu(tracer)).toFixed(2)} us`,
      ratio: `${percent(slowdown(samples, tracer))} CPU of the storm and tracer`,
    })),
    {
      what: "recording: CPU an event",
      figure: `${added.toFixed(2)} us`,
      ratio: times(least(cpu(recorder)) / least(cpu(ctrack)), "without"),
      budget: `<= ${RECORD_BUDGET_US} us`,
      holds: added <= RECORD_BUDGET_US,
    },
    { what: "recording: bytes an event", figure: (size / expected).toFixed(1) },
    {
      what: "replay throughput: read, one core",
      figure: thousands(rate),
      budget: `>= ${REPLAY_BUDGET.toLocaleString("en-US")}`,
      holds: rate >= REPLAY_BUDGET,
    },
  ];
}

/** What recording costs, and how fast a recording is read. */
export const RECORDING: Scenario = {
  name: "recording",
  title: "Exec storm in a container, recorded with -w while it is printed; and read again",
  run,
};
