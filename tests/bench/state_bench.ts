/**
 * The process table under load: `deno run --v8-flags=--expose-gc state_bench.ts` prints
 * `{"bytes":B,"microseconds":U,"live":L,"ended":E}`: memory of a process that runs, and CPU time of an event while
 * a million processes come and go beside a hundred thousand that stay.
 */
import { ProcessTable } from "../../src/state/process_table.ts";
import { event, onHost } from "../filter/labelled_events.ts";

const STAY = 100_000;
const PASS = 1_000_000;
/** Ns between processes that come: a million an hour. */
const PACE = 3_600_000;
/** Pids that are used again and again. */
const PIDS = 30_000;

const collect = (globalThis as { gc?: () => void }).gc;

function heap(): number {
  collect?.();
  return Deno.memoryUsage().heapUsed;
}

function told(
  kind: "process" | "fork" | "exec" | "exit",
  pid: number,
  start: number,
  time: number,
) {
  const process = { pid, tid: pid, startTime: start, parentPid: 1, parentStartTime: 0 };
  return onHost({ ...event(kind, { process }), time });
}

const table = new ProcessTable();
const before = heap();
for (let i = 1; i <= STAY; i++) table.apply(told("process", i + 1, i, i));
const bytes = (heap() - before) / STAY;

// What it costs to make the events is measured apart, and taken off.
function pass(take: (labelled: ReturnType<typeof told>) => void): number {
  const start = performance.now();
  for (let i = 1; i <= PASS; i++) {
    const pid = STAY + 2 + i % PIDS;
    const time = STAY + i * PACE;
    take(told("fork", pid, time, time));
    take(told("exec", pid, time, time + 1));
    take(told("exit", pid, time, time + 2));
  }
  return performance.now() - start;
}

let kept = 0;
const idle = pass(({ event }) => kept += event.time % 2);
const busy = pass((labelled) => table.apply(labelled));
const microseconds = (busy - idle) * 1000 / (3 * PASS);
const text = JSON.stringify({ bytes, microseconds, ...table.sizes, kept: kept > 0 });
await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
// The runtime frees what its compiler may still use on other threads when it ends by itself: one run in 100 aborts.
Deno.exit(0);
