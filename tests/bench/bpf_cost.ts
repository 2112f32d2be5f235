import type { Bench, Scenario } from "./bench.ts";
import { runChurn } from "./churn.ts";
import type { Row } from "./report.ts";
import { runStorm } from "./storm.ts";
import { startTracer } from "./tracer.ts";

/** Makes the kernel count runs and time of BPF programs (Linux 5.1). */
const SWITCH = "/proc/sys/kernel/bpf_stats_enabled";

interface ProgramInfo {
  readonly id: number;
  readonly name: string;
  readonly run_time_ns?: number;
  readonly run_cnt?: number;
}

/** The programs that each spawn runs once. */
const PROGRAMS = ["on_fork", "on_exec", "on_exit"] as const;

/** Ids of the BPF programs that a process holds open: other tracers may run programs of the same names. */
async function programIdsOf(pid: number): Promise<ReadonlySet<number>> {
  const ids = new Set<number>();
  for await (const { name } of Deno.readDir(`/proc/${pid}/fdinfo`)) {
    const info = await Deno.readTextFile(`/proc/${pid}/fdinfo/${name}`);
    const id = /^prog_id:\s*(\d+)$/m.exec(info)?.[1];
    if (id !== undefined) ids.add(Number(id));
  }
  return ids;
}

async function programsOf(pid: number): Promise<readonly ProgramInfo[]> {
  const { success, stdout, stderr } = await new Deno.Command("bpftool", {
    args: ["-j", "prog", "show"],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const all = JSON.parse(new TextDecoder().decode(stdout)) as readonly ProgramInfo[];
  const own = await programIdsOf(pid);
  return all.filter(({ id }) => own.has(id));
}

/** Nanoseconds of each run, by program; NaN for one that did not run. */
async function measure(bench: Bench, procs: string | undefined): Promise<readonly number[]> {
  const { programs, output, tracers, quick } = bench;
  const running = startTracer(tracers.consumer, output);
  try {
    await running.ready(async () => {});
    await runStorm(programs, { spawns: quick ? 6_000 : 20_000, ...procs ? { procs } : {} });
    const infos = await programsOf(running.pid);
    return PROGRAMS.map((name) => {
      const info = infos.find((each) => each.name === name);
      return (info?.run_time_ns ?? NaN) / (info?.run_cnt ?? NaN);
    });
  } finally {
    await running.stop();
  }
}

/** Containers that come and go, so that the programs for cgroups run. */
const CHURN = 500;

/** Each program that ctrack runs, among them those that a spawn does not. */
async function measureEach(bench: Bench): Promise<readonly Row[]> {
  const { programs, container, output, tracers } = bench;
  const running = startTracer(tracers.ctrack, output);
  try {
    await running.ready(async () => {});
    await runStorm(programs, { spawns: 3_000, procs: container.procs });
    await runChurn(bench, "c", CHURN);
    const infos = await programsOf(running.pid);
    return infos.flatMap(({ name, run_time_ns = 0, run_cnt = 0 }) =>
      run_cnt === 0 ? [] : [{
        what: `  ${name}`,
        figure: `${(run_time_ns / run_cnt).toFixed(0)} ns a run`,
        ratio: `${run_cnt} runs`,
      }]
    );
  } finally {
    await running.stop();
  }
}

function row(what: string, costs: readonly number[]): Row {
  const sum = costs.reduce((total, cost) => total + cost, 0);
  const parts = costs.map((cost, i) => `${PROGRAMS[i]} ${cost.toFixed(0)}`).join(", ");
  return { what, figure: `${(sum / 1000).toFixed(2)} us a spawn`, ratio: parts };
}

async function run(bench: Bench): Promise<readonly Row[]> {
  const before = await Deno.readTextFile(SWITCH);
  await Deno.writeTextFile(SWITCH, "1");
  try {
    return [
      row("host, dropped", await measure(bench, undefined)),
      row("container, delivered", await measure(bench, bench.container.procs)),
      { what: `each, with ${CHURN} containers that come and go`, figure: "" },
      ...await measureEach(bench),
    ];
  } finally {
    await Deno.writeTextFile(SWITCH, before);
  }
}

/** Where a storm's slow-down comes from: the programs alone, without reader and wake-ups. */
export const BPF_COST: Scenario = {
  name: "bpf-cost",
  title: "Time inside the BPF programs, ns a run (timing itself costs some 20 ns of it)",
  run,
};
