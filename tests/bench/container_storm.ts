import type { Bench, Scenario } from "./bench.ts";
import { countLines } from "./count_lines.ts";
import { percent, type Row, times } from "./report.ts";
import { alternate } from "./rounds.ts";
import { least, median } from "./statistics.ts";
import { column, type Samples, slowdown, stormRow, tracedStorms, WARM_UP } from "./traced_storm.ts";
import type { Tracer } from "./tracer.ts";

/** Most that a container may be slowed, and how much of bpftrace's slow-down that may be. */
const SLOWER = 0.08;
const SHARE_OF_BPFTRACE = 1 / 3;

/** Most CPU time an event may take, against the C consumer and against bpftrace. */
const TIMES_CONSUMER = 3;
const TIMES_BPFTRACE = 0.5;

/** Runs storms in the container, and counts the events that the tracer did not print. */
async function measure(bench: Bench, tracer: Tracer | undefined) {
  const sample = await tracedStorms(bench, tracer, bench.container.procs);
  const { end, size, expected } = sample;
  if (tracer === undefined || end === undefined) return { ...sample, missing: 0 };
  const delivered = tracer.command.includes("--count")
    ? Number(/"delivered":(\d+)/.exec(end.stderr)?.[1])
    : await countLines(bench.output, size);
  return { ...sample, missing: Math.max(0, expected - delivered) };
}

function slowdownRows(samples: Samples, { ctrack, bpftrace }: Bench["tracers"]): readonly Row[] {
  const allowed = bpftrace === undefined
    ? SLOWER
    : Math.min(SLOWER, slowdown(samples, bpftrace) * SHARE_OF_BPFTRACE);
  return [...samples.keys()].map((tracer) => {
    const row = stormRow(samples, tracer);
    return tracer === ctrack
      ? { ...row, budget: `<= ${percent(allowed)}`, holds: slowdown(samples, tracer) <= allowed }
      : row;
  });
}

function cpuRows(samples: Samples, tracers: Bench["tracers"]): readonly Row[] {
  const { ctrack, consumer, counter, bpftrace } = tracers;
  const row = (tracer: Tracer): Row => ({
    what: `${tracer.name}: CPU an event`,
    figure: `${least(column(samples, tracer, "event")).toFixed(2)} us`,
  });
  const against = (other: Tracer, budget: number): Row => {
    const ratio = least(column(samples, ctrack, "event")) / least(column(samples, other, "event"));
    return {
      what: `ctrack: CPU an event against ${other.name}`,
      figure: "",
      ratio: times(ratio, other.name),
      budget: `<= ${budget} x`,
      holds: ratio <= budget,
    };
  };
  return [
    ...[ctrack, consumer, counter, ...bpftrace ? [bpftrace] : []].map(row),
    {
      what: `ctrack: of the ${WARM_UP.toLocaleString("en-US")} spawns before`,
      figure: `${median((samples.get(ctrack) ?? []).map(({ cold }) => cold)).toFixed(2)} us`,
    },
    against(consumer, TIMES_CONSUMER),
    ...bpftrace ? [against(bpftrace, TIMES_BPFTRACE)] : [],
  ];
}

async function run(bench: Bench): Promise<readonly Row[]> {
  const { ctrack, consumer, counter, bpftrace } = bench.tracers;
  const subjects = [undefined, ctrack, consumer, counter, ...bpftrace ? [bpftrace] : []];
  const samples = await alternate(
    subjects,
    bench.quick ? 2 : 5,
    (tracer) => measure(bench, tracer),
  );
  const lossRows = subjects.flatMap((tracer): readonly Row[] => {
    if (tracer === undefined) return [];
    const missing = (samples.get(tracer) ?? []).reduce((sum, sample) => sum + sample.missing, 0);
    const row = { what: `${tracer.name}: events lost, all rounds`, figure: String(missing) };
    return [tracer === ctrack ? { ...row, budget: "0", holds: missing === 0 } : row];
  });
  return [...slowdownRows(samples, bench.tracers), ...cpuRows(samples, bench.tracers), ...lossRows];
}

/** What it costs to see everything in a container, and whether all of it is seen. */
export const CONTAINER_STORM: Scenario = {
  name: "container-storm",
  title: "Exec storm in a container, every fork, exec and exit printed to a file",
  run,
};
