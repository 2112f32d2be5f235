import type { Bench, Scenario } from "./bench.ts";
import { runChurn } from "./churn.ts";
import { cpuTime } from "./process_clock.ts";
import type { Row } from "./report.ts";
import { startTracer } from "./tracer.ts";

/** Largest resident memory at any time, MB. */
const BUDGET_MB = 150;

/** Growth from one half of the containers to the other that still counts as flat, MB. */
const FLAT_MB = 10;

/** A process that uses less than this share of a CPU for this long is idle. */
const IDLE_WINDOW_MS = 200;
const IDLE_SHARE = 0.05;

const CONTAINERS = 100_000;
const CONTAINERS_QUICK = 20_000;

/** A field of /proc/PID/status, MB. */
async function statusMb(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) * 1024 / 1e6;
}

/** Resolves when the process has nothing left to do: it used next to no CPU time for a while. */
async function idle(pid: number): Promise<void> {
  for (;;) {
    const before = cpuTime(pid);
    await new Promise((resolve) => setTimeout(resolve, IDLE_WINDOW_MS));
    if ((cpuTime(pid) - before) / 1e6 < IDLE_WINDOW_MS * IDLE_SHARE) return;
  }
}

async function run(bench: Bench): Promise<readonly Row[]> {
  const total = bench.quick ? CONTAINERS_QUICK : CONTAINERS;
  const running = startTracer(bench.tracers.ctrack, "/dev/null");
  const rss = async () => {
    await idle(running.pid);
    return await statusMb(running.pid, "VmRSS");
  };
  try {
    await running.ready(async () => {});
    const start = await rss();
    await runChurn(bench, "a", total / 2);
    const half = await rss();
    await runChurn(bench, "b", total / 2);
    const end = await rss();
    const peak = await statusMb(running.pid, "VmHWM");
    return [
      { what: "at start", figure: `${start.toFixed(0)} MB` },
      { what: `after ${total / 2} containers`, figure: `${half.toFixed(0)} MB` },
      {
        what: `after ${total} containers`,
        figure: `${end.toFixed(0)} MB`,
        ratio: `${(end - half).toFixed(0)} MB more`,
        budget: `<= ${FLAT_MB} MB more`,
        holds: end - half <= FLAT_MB,
      },
      {
        what: "peak",
        figure: `${peak.toFixed(0)} MB`,
        budget: `<= ${BUDGET_MB} MB`,
        holds: peak <= BUDGET_MB,
      },
    ];
  } finally {
    await running.stop();
  }
}

/** Whether memory stays bounded when containers come and go. */
export const MEMORY: Scenario = {
  name: "memory",
  title: "Resident memory of ctrack while short containers come and go",
  run,
};
