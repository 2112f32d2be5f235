import type { Bench, Scenario } from "./bench.ts";
import { runChurn } from "./churn.ts";
import { idle, statusMb } from "./process_memory.ts";
import type { Row } from "./report.ts";
import { startTracer } from "./tracer.ts";

/** Largest resident memory at any time, MB. */
const BUDGET_MB = 150;

/** Growth from one half of the containers to the other that still counts as flat, MB. */
const FLAT_MB = 10;

const CONTAINERS = 100_000;
const CONTAINERS_QUICK = 20_000;

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
