import type { Bench, Scenario } from "./bench.ts";
import { cpuTime } from "./process_clock.ts";
import type { Row } from "./report.ts";
import { median } from "./statistics.ts";
import { eventsOf, runStorm } from "./storm.ts";
import { startTracer } from "./tracer.ts";

/** Least events in a second. */
const BUDGET = 50_000;

const HISTORY_BENCH = new URL("history_bench.ts", import.meta.url).pathname;

const PROCESSES = 200_000;
const PROCESSES_QUICK = 60_000;
const SPAWNS = 20_000;
const SPAWNS_QUICK = 8_000;

/** Much less than what is written, bytes. */
const LIMIT = 8 << 20;

/** Longer than a recorder keeps anything to itself, ms. */
const WRITTEN_MS = 1500;

interface Written {
  readonly events: number;
  readonly seconds: number;
  readonly longest: number;
  readonly p99: number;
  readonly bytes: number;
}

/** On the disk on which the tree lies: a file in memory would tell nothing. */
async function onDisk<T>(use: (path: string) => Promise<T>): Promise<T> {
  const cache = new URL("../../.cache", import.meta.url).pathname;
  const folder = await Deno.makeTempDir({ dir: cache, prefix: "bench-history-" });
  try {
    return await use(`${folder}/history.db`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function writeAlone(processes: number, maxSize?: number): Promise<Written> {
  return onDisk(async (path) => {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", HISTORY_BENCH, path, String(processes)],
        ...maxSize === undefined ? [] : [String(maxSize)],
      ],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  });
}

interface Recorded {
  /** Events in a second that the storm made. */
  readonly rate: number;
  /** CPU time of the recorder for each, us. */
  readonly perEvent: number;
  /** Events that are not in the history. */
  readonly missing: number;
}

function recordStorm({ ctrack, programs, container, quick }: Bench): Promise<Recorded> {
  return onDisk(async (path) => {
    const running = startTracer({
      name: "ctrack history record",
      command: [ctrack, "history", "record", "--db", path],
      ready: "ctrack: recording",
    }, "/dev/null");
    try {
      await running.ready(async () => {});
      const storm = (spawns: number) => runStorm(programs, { spawns, procs: container.procs });
      const warm = await storm(quick ? SPAWNS_QUICK : SPAWNS);
      await new Promise((resolve) => setTimeout(resolve, WRITTEN_MS));
      const before = cpuTime(running.pid);
      const result = await storm(quick ? SPAWNS_QUICK : SPAWNS);
      await new Promise((resolve) => setTimeout(resolve, WRITTEN_MS));
      const used = (cpuTime(running.pid) - before) / 1000;
      const { stderr } = await running.stop();
      const written = Number(/; (\d+) written/.exec(stderr)?.[1]);
      const events = eventsOf(result);
      return {
        rate: events / result.seconds,
        perEvent: used / events,
        missing: Math.max(0, eventsOf(warm) + events - written),
      };
    } finally {
      await running.stop();
    }
  });
}

function thousands(rate: number): string {
  return (Math.round(rate / 1000) * 1000).toLocaleString("en-US");
}

async function run(bench: Bench): Promise<readonly Row[]> {
  const rounds = bench.quick ? 1 : 3;
  const processes = bench.quick ? PROCESSES_QUICK : PROCESSES;
  const alone: Written[] = [];
  const limited: Written[] = [];
  for (let round = 0; round < rounds; round++) {
    alone.push(await writeAlone(processes));
    limited.push(await writeAlone(processes, LIMIT));
  }
  const { rate, perEvent, missing } = await recordStorm(bench);
  const rateOf = (all: readonly Written[]) =>
    median(all.map(({ events, seconds }) => events / seconds));
  const longestOf = (all: readonly Written[]) => ({
    figure: `${Math.max(...all.map(({ longest }) => longest)).toFixed(0)} ms`,
    ratio: `p99 ${median(all.map(({ p99 }) => p99)).toFixed(1)} ms`,
  });
  const eventRate = rateOf(alone);
  const bytes = median(alone.map(({ events, bytes }) => bytes / events));
  return [
    {
      what: "written from memory, lives of three events",
      figure: `${thousands(eventRate)} events/s`,
      ratio: `${bytes.toFixed(0)} bytes an event`,
      budget: `>= ${BUDGET.toLocaleString("en-US")}`,
      holds: eventRate >= BUDGET,
    },
    {
      what: "longest time for which a batch holds up all else",
      ...longestOf(alone),
    },
    {
      what: "the same, the oldest removed all the while (--max-size 8M)",
      figure: `${thousands(rateOf(limited))} events/s`,
      ratio: `${(median(limited.map(({ bytes }) => bytes)) / 1e6).toFixed(1)} MB`,
    },
    {
      what: "longest time for which a batch and a removal hold up all else",
      ...longestOf(limited),
    },
    {
      what: "a storm in a container, recorded",
      figure: `${(Math.round(rate / 100) * 100).toLocaleString("en-US")} events/s`,
      ratio: `${perEvent.toFixed(1)} us CPU an event`,
      budget: "0 missing",
      holds: missing === 0,
    },
  ];
}

/** How fast a history can be written. */
export const HISTORY: Scenario = {
  name: "history",
  title: "History write rate: into SQLite on this disk",
  run,
};
