import type { Bench, Scenario } from "./bench.ts";
import { eventRate, onOneCore, thousands } from "./event_rate.ts";
import type { Row } from "./report.ts";
import { times } from "./report.ts";
import { alternate } from "./rounds.ts";
import { median, medianRatio } from "./statistics.ts";
import type { Stage } from "./pipeline_stages.ts";
import { sameJson } from "./same_json.ts";
import { runStorm } from "./storm.ts";
import { startTracer } from "./tracer.ts";

/** Least events in a second on one core. */
const BUDGET = 400_000;

const PIPELINE_BENCH = new URL("pipeline_bench.ts", import.meta.url).pathname;

/** A recorded stream and the moment of boot that belongs to it. */
export interface Recording {
  readonly path: string;
  /** Boot, ns since 1970. */
  readonly epoch: string;
}

/** Records what the kernel says of a storm in a container, as the shim frames it. */
async function record(bench: Bench): Promise<Recording> {
  const { programs, container, folder } = bench;
  const path = `${folder}/recording`;
  const running = startTracer({
    name: "capture",
    command: [programs.consumer, "--capture", path],
    ready: "booted at",
  }, bench.output);
  await running.ready(async () => {});
  await runStorm(programs, { spawns: 3_000, procs: container.procs });
  const { stderr } = await running.stop();
  return { path, epoch: /booted at (\d+)/.exec(stderr)?.[1] ?? "0" };
}

/** One way to turn the recording into JSON. */
interface Way {
  readonly name: string;
  /** Prints lines on stdout and `{"delivered":N,"seconds":S}` on stderr. */
  readonly command: (recording: Recording, loops: number) => readonly string[];
}

/** What is measured of each way. */
const WHAT: Readonly<Record<Stage, string>> = {
  write: "ctrack, decode to JSON, one core",
  decode: "  of it from bytes to an event",
  label: "  then to its container, through the filter",
};

function ns(duration: number): string {
  return `${duration.toFixed(0)} ns an event`;
}

async function run(bench: Bench): Promise<readonly Row[]> {
  const { programs, quick } = bench;
  const recording = await record(bench);
  const consumer: Way = {
    name: "C json, one core",
    command: ({ path, epoch }, loops) => [
      programs.consumer,
      ...["--replay", path, "--epoch", epoch, "--loops", String(loops)],
    ],
  };
  const upTo = (stage: Stage): Way => ({
    name: WHAT[stage],
    command: ({ path, epoch }, loops) =>
      onOneCore(PIPELINE_BENCH, path, epoch, String(loops), stage),
  });
  const ctrack = upTo("write");
  const [decode, label] = [upTo("decode"), upTo("label")];
  const same = await sameJson(consumer.command(recording, 1), recording);
  const loops = quick ? 60 : 150;
  const rates = await alternate(
    [ctrack, consumer, decode, label],
    quick ? 3 : 5,
    (way) => eventRate(way.command(recording, loops)),
  );
  const rate = median(rates.get(ctrack) ?? []);
  const nsOf = (way: Way) => 1e9 / median(rates.get(way) ?? []);
  const [decoded, labelled, written] = [nsOf(decode), nsOf(label), nsOf(ctrack)];
  return [
    {
      what: ctrack.name,
      figure: thousands(rate),
      ratio: times(medianRatio(rates.get(ctrack) ?? [], rates.get(consumer) ?? []), "C json"),
      budget: `>= ${BUDGET.toLocaleString("en-US")}`,
      holds: rate >= BUDGET,
    },
    {
      what: consumer.name,
      figure: thousands(median(rates.get(consumer) ?? [])),
    },
    { what: decode.name, figure: ns(decoded) },
    { what: label.name, figure: ns(labelled - decoded) },
    { what: "  and to its JSON line", figure: ns(written - labelled) },
    {
      what: `C json and ctrack print the same ${same.lines} lines`,
      figure: same.difference === undefined ? "yes" : "no",
      ...same.difference === undefined ? {} : { ratio: same.difference },
      budget: "the same",
      holds: same.difference === undefined,
    },
  ];
}

/** How fast user space is by itself. */
export const PIPELINE: Scenario = {
  name: "pipeline",
  title: "A recorded stream of a container's storm through user space, JSON out",
  run,
};
