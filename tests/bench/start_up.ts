import type { Bench, Scenario } from "./bench.ts";
import type { Row } from "./report.ts";
import { alternate } from "./rounds.ts";
import { median } from "./statistics.ts";
import { runStorm } from "./storm.ts";

/** Longest time from the start to the first event, ms. */
const BUDGET_MS = 100;

interface Start {
  readonly name: string;
  readonly command: readonly string[];
}

/** Time until the first byte on stdout, ms. */
async function measure({ command: [program = "", ...args] }: Start): Promise<number> {
  const start = performance.now();
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  const { done } = await reader.read();
  const elapsed = performance.now() - start;
  if (done) throw new Error(`${program} printed nothing`);
  try {
    child.kill("SIGINT");
  } catch {
    // It has ended by itself.
  }
  while (!(await reader.read()).done);
  await child.status;
  return elapsed;
}

async function run(
  { tracers, programs, ctrack, container, quick }: Bench,
): Promise<readonly Row[]> {
  const first: Start = { name: "ctrack to its first event", command: tracers.ctrack.command };
  const version: Start = { name: "ctrack --version", command: [ctrack, "--version"] };
  const floor: Start = { name: "C json to its first event", command: tracers.consumer.command };
  const starts = [first, version, floor];
  const rounds = quick ? 4 : 12;
  // Something to see at any moment: a program each 2 ms, for longer than all the rounds take.
  const stop = new AbortController();
  const pulse = (async () => {
    while (!stop.signal.aborted) {
      await runStorm(programs, {
        spawns: 100,
        spawners: 1,
        pauseUs: 2_000,
        procs: container.procs,
      });
    }
  })();
  try {
    const results = await alternate(starts, rounds, measure);
    return starts.map((start) => {
      const ms = median(results.get(start) ?? []);
      const row = { what: start.name, figure: `${ms.toFixed(0)} ms` };
      return start === first
        ? { ...row, budget: `<= ${BUDGET_MS} ms`, holds: ms <= BUDGET_MS }
        : row;
    });
  } finally {
    stop.abort();
    await pulse;
  }
}

/** How long the operator waits. */
export const START_UP: Scenario = {
  name: "start-up",
  title: "Start, with a program each 2 ms in a container",
  run,
};
