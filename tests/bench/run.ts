/**
 * `make bench`: ctrack side by side with no tracer, a minimal C consumer of the same BPF object, and
 * bpftrace. As root, after `make build`.
 *
 *     deno run -A tests/bench/run.ts [--quick] [--only NAME]... [--ctrack PATH]
 */
import { BPF_COST } from "./bpf_cost.ts";
import type { Bench, Scenario } from "./bench.ts";
import { buildPrograms } from "./build.ts";
import { makeContainerCgroup } from "./container_cgroup.ts";
import { CONTAINER_STORM } from "./container_storm.ts";
import { HELD_UP } from "./held_up.ts";
import { HISTORY } from "./history.ts";
import { HOST_STORM } from "./host_storm.ts";
import { LABELS } from "./labels.ts";
import { LATENCY } from "./latency.ts";
import { machineFacts, watchStolenTime } from "./machine.ts";
import { MEMORY } from "./memory.ts";
import { type BenchOptions, readOptions } from "./options.ts";
import { PIPELINE } from "./pipeline.ts";
import { PROCESSES } from "./processes.ts";
import { renderReport, type Row, type Section } from "./report.ts";
import { RECORDING } from "./recording.ts";
import { START_UP } from "./start_up.ts";
import { STATE } from "./state.ts";
import { makeOutput } from "./tracer.ts";
import { findTracers } from "./tracers.ts";

/** Room for the lines of a round of storms. */
const OUTPUT_MB = 192;

const SCENARIOS: readonly Scenario[] = [
  HOST_STORM,
  CONTAINER_STORM,
  BPF_COST,
  LABELS,
  HELD_UP,
  LATENCY,
  START_UP,
  MEMORY,
  PIPELINE,
  RECORDING,
  STATE,
  PROCESSES,
  HISTORY,
];

function choose(only: readonly string[]): readonly Scenario[] {
  const unknown = only.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    const names = SCENARIOS.map(({ name }) => name).join(", ");
    throw new Error(`unknown scenario ${unknown}; there are ${names}`);
  }
  return SCENARIOS.filter(({ name }) => only.length === 0 || only.includes(name));
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

/** In memory where that can be: a disk would be measured too. */
async function temporaryFolder(): Promise<string> {
  const options = { prefix: "ctrack-bench-" };
  return await Deno.makeTempDir({ ...options, dir: "/dev/shm" })
    .catch(() => Deno.makeTempDir(options));
}

/** Rows of a scenario; where it cannot be measured, one that says why. */
async function rowsOf({ run }: Scenario, bench: Bench): Promise<readonly Row[]> {
  try {
    return await run(bench);
  } catch (error) {
    const [why = ""] = String(error).split("\n");
    return [{ what: "not measured", figure: "", ratio: why, budget: "measured", holds: false }];
  }
}

/**
 * Adds a section for each scenario as it ends; `onSignal` is called before the program ends by one. One that fails keeps no
 * other from being measured.
 */
async function runScenarios(
  options: BenchOptions,
  sections: Section[],
  onSignal: () => void,
): Promise<void> {
  const scenarios = choose(options.only);
  const programs = await buildPrograms();
  const folder = await temporaryFolder();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      Deno.removeSync(folder, { recursive: true });
      onSignal();
      Deno.exit(1);
    });
  }
  try {
    await using container = await makeContainerCgroup();
    const tracers = await findTracers(options.ctrack, programs);
    const { ctrack, quick } = options;
    const output = `${folder}/output`;
    await makeOutput(output, OUTPUT_MB);
    const bench: Bench = { programs, tracers, ctrack, container, folder, output, quick };
    for (const scenario of scenarios) {
      const start = performance.now();
      say(`${scenario.name} ...`);
      sections.push({ title: scenario.title, rows: await rowsOf(scenario, bench) });
      say(` ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const options = readOptions(Deno.args);
  const facts = await machineFacts(options.ctrack);
  const stolenTime = watchStolenTime();
  const sections: Section[] = [];
  // What was measured is told, however the run ends.
  const report = () => {
    const text = `\n${facts}${stolenTime()}\n${renderReport(sections)}`;
    Deno.stdout.writeSync(new TextEncoder().encode(text));
  };
  try {
    await runScenarios(options, sections, report);
  } finally {
    report();
  }
}
