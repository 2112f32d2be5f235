/**
 * The writing of a history alone, in a process of its own:
 *
 *     deno run -A history_bench.ts FILE PROCESSES [MAX_SIZE]
 *
 * Writes lives of a fork, an exec and an exit each, a few of which are cut by the end of a batch as they would be,
 * and a part of which fail or run another program. Prints
 * `{"events":N,"seconds":S,"longest":MS,"p99":MS,"bytes":N}`: the longest and the 99th percentile are of calls in
 * which nothing else can be done.
 */
import { BootEpochs } from "../../src/model/boot_epochs.ts";
import type { Event, Process } from "../../src/model/event.ts";
import { closeAfterWriting, openForWriting } from "../../src/store/history/open_history.ts";
import { HistoryRecorder } from "../../src/store/history/recorder.ts";
import { CGROUP, CONTAINER, EXIT, PROCESS, PROGRAM } from "../output/format/samples.ts";
import { bootNow, wallNow } from "./process_clock.ts";
import { quantile } from "./statistics.ts";

/** Lives that go on at once: as many as some storms of some containers. */
const AT_ONCE = 64;

/** Programs and users that share what they run. */
const PROGRAMS = Array.from(
  { length: 200 },
  (_, i) => ({ ...PROGRAM, args: ["sh", "-c", `${i}`] }),
);

const PIDS = 30_000;

const [path = "", processes = "1", maxSize] = Deno.args;
const db = openForWriting(path);
const recorder = new HistoryRecorder(db, {
  bootId: "bench",
  epochs: new BootEpochs(wallNow() - bootNow()),
  bootNow: () => Number(bootNow()),
  withHost: true,
  runs: () => false,
  limits: { maxSize: maxSize === undefined ? undefined : Number(maxSize) },
  onTrouble: (trouble) => {
    throw new Error(trouble);
  },
  onRecovery: () => {},
});

const times: number[] = [];
function add(event: Event): void {
  const before = performance.now();
  recorder.add({ event, cgroup: CGROUP, container: CONTAINER, label: "ok", role: "child" });
  const took = performance.now() - before;
  if (took > 0.1) times.push(took);
}

function lifeOf(number: number): { readonly process: Process; readonly exit: Event } {
  const now = Number(bootNow());
  const startTime = now - 1_000_000;
  const process = {
    ...PROCESS,
    pid: 1000 + number % PIDS,
    startTime,
    command: `tiny${number % 50}`,
  };
  const exit = { ...EXIT, duration: now - startTime, code: number % 20 === 0 ? 1 : 0 };
  return { process, exit: { kind: "exit", time: now, process, exit } };
}

const total = Number(processes);
const open: Event[] = [];
const start = performance.now();
for (let i = 0; i < total; i++) {
  const { process, exit } = lifeOf(i);
  const time = process.startTime;
  add({ kind: "fork", time, process, forLabels: false });
  const program = PROGRAMS[i % PROGRAMS.length] ?? PROGRAM;
  add({ kind: "exec", time: time + 1000, process, program, forLabels: false });
  open.push(exit);
  const ended = open.length > AT_ONCE ? open.shift() : undefined;
  if (ended !== undefined) add(ended);
}
for (const exit of open) add(exit);
recorder.end();
const seconds = (performance.now() - start) / 1000;
const bytes = Deno.statSync(path).size;
closeAfterWriting(db);
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify({
  events: recorder.written,
  seconds,
  longest: times.reduce((a, b) => Math.max(a, b), 0),
  p99: quantile(times, 0.99),
  bytes,
})));
// The runtime frees what its compiler may still use on other threads when it ends by itself: one run in 100 aborts.
Deno.exit(0);
