import { BootEpochs } from "../../../src/model/boot_epochs.ts";
import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import type { Container } from "../../../src/model/container.ts";
import type { Event, LostEvent } from "../../../src/model/event.ts";
import type { LabelledEvent } from "../../../src/model/labelled_event.ts";
import { CGROUP, CONTAINER, happened, LOST, PROGRAM } from "../../output/format/samples.ts";
import {
  BOOT,
  EVER,
  execOf,
  exitOf,
  forkOf,
  placed,
  processOf,
  runningOf,
  SECOND,
  spanOf,
  World,
} from "./world.ts";

/** Records and reads again. */
function afterwards(events: readonly LabelledEvent[]): readonly LabelledEvent[] {
  using world = new World();
  const recorder = world.recorder(world.open());
  for (const event of events) recorder.add(event);
  recorder.end();
  return [...world.reader().runs(EVER, undefined)];
}

/** `kind pid code args`, for short. */
function wordsOf({ event }: LabelledEvent): string {
  if (!("process" in event) || event.process === undefined) return event.kind;
  const args = "program" in event ? event.program?.args.join(" ") ?? "" : "";
  const code = event.kind === "exit" ? event.exit.code : "";
  return `${event.kind} ${event.process.pid} ${code} ${args}`;
}

Deno.test("HistoryRecorder keeps all of a process: what it was, where it was, how it ended", () => {
  const process = processOf(7, 1000, { parentPid: 3, parentStartTime: 5 });
  const exit = { coreDumped: true, oomKilled: true, code: undefined, signal: "SIGSEGV" };
  const [only, ...others] = afterwards([
    placed(forkOf(process)),
    placed(execOf(process, 2000, { memfd: true, argsTruncated: true })),
    placed(exitOf(process, 3 * SECOND, exit), CONTAINER, "exec"),
  ]);
  assertEquals(others, []);
  if (only?.event.kind !== "exit") throw new Error("it did not end");
  const { program, exit: end, process: told, time } = only.event;
  assertEquals(program, { ...PROGRAM, memfd: true, argsTruncated: true });
  assertEquals([end.signal, end.coreDumped, end.oomKilled], ["SIGSEGV", true, true]);
  assertEquals([time, end.duration], [3 * SECOND, 3 * SECOND - 1000]);
  assertEquals([told.pid, told.vpid, told.parentPid, told.startTime], [7, process.vpid, 3, 1000]);
  assertEquals(told.credentials.namespaces, process.credentials.namespaces);
  assertEquals(told.capabilities.effective, process.capabilities.effective);
  assertEquals([only.container, only.cgroup, only.role], [CONTAINER, CGROUP, "exec"]);
});

Deno.test("HistoryRecorder tells each program of a process, whether or not they fit a batch", () => {
  const process = processOf(7, 1000);
  const life = [
    placed(forkOf(process)),
    placed(execOf(process, 2000, { args: ["a"] })),
    placed(execOf(process, 3000, { args: ["b"] })),
    placed(execOf(process, 4000, { args: ["b"] })),
    placed(exitOf(process, 5000)),
  ];
  const told = ["exec 7  a", "exec 7  b", "exit 7 0 b"];
  assertEquals(afterwards(life).map(wordsOf), told);
  for (let cut = 1; cut < life.length; cut++) {
    using world = new World();
    const recorder = world.recorder(world.open());
    for (const [index, event] of life.entries()) {
      if (index === cut) recorder.flush();
      recorder.add(event);
    }
    recorder.end();
    assertEquals([...world.reader().runs(EVER, undefined)].map(wordsOf), told, `cut at ${cut}`);
  }
});

Deno.test("HistoryRecorder keeps bytes that are no UTF-8, and hostile names", () => {
  const path = "/bin/\udc80\x1b[31m\n'; DROP TABLE processes; --";
  const process = processOf(7, 0, { command: "\udcff\udcfe" });
  const [only] = afterwards([
    placed(execOf(process, 1, { path, args: [path, ""], workingDirectory: "/\udc81" })),
  ]);
  if (only?.event.kind !== "process") throw new Error("it ended");
  assertEquals(only.event.process.command, "\udcff\udcfe");
  const { path: told, args, workingDirectory } = only.event.program;
  assertEquals([told, args, workingDirectory], [path, [path, ""], "/\udc81"]);
});

Deno.test("HistoryRecorder names a container whose name came late", () => {
  const { name: _, ...unnamed } = CONTAINER;
  const late: Event = { kind: "container", time: 9, action: "label" };
  const told = afterwards([
    placed(runningOf(processOf(7, 0), 5), unnamed),
    placed(late),
  ]);
  assertEquals(told.map(({ container, label }) => [container?.name, label]), [["web", "ok"]]);
});

Deno.test("HistoryRecorder keeps a container's life and facts", () => {
  const container: Container = {
    ...CONTAINER,
    labels: { app: "web" },
    pod: { name: "web-0", namespace: "shop", uid: "u", labels: { tier: "front" } },
    orchestration: { compose: { project: "p", service: "s" } },
    state: "running",
    createdAt: 5,
    restartCount: 2,
    nesting: ["outer"],
  };
  using world = new World();
  const recorder = world.recorder(world.open());
  const event = happened({ action: "die", exitCode: 137, signal: "SIGKILL" });
  recorder.add(placed(event, container));
  recorder.end();
  const reader = world.reader();
  const [seen, ...others] = reader.containers(EVER);
  assertEquals([seen?.container, others], [container, []]);
  assertEquals([...reader.life(EVER)].map((told) => told.event), [{ ...event, time: 0 }]);
});

Deno.test("HistoryRecorder tells a process of another boot or another life with the same pid apart", () => {
  using world = new World();
  const db = world.open();
  const first = world.recorder(db);
  for (const start of [1000, 2000]) first.add(placed(exitOf(processOf(7, start), start + 1)));
  first.end();
  const later = BOOT + 10n ** 15n;
  const second = world.recorder(db, { bootId: "b2", epochs: new BootEpochs(later) });
  second.add(placed(exitOf(processOf(7, 1000), 1001)));
  second.end();
  const starts = [...world.reader().runs(EVER, undefined)].map(({ event }) =>
    event.kind === "exit" ? event.process.startTime : NaN
  );
  assertEquals(starts, [1000, 2000, 10 ** 15 + 1000]);
});

Deno.test("HistoryRecorder follows a clock that is stepped", () => {
  using world = new World();
  const epochs = new BootEpochs(BOOT);
  const recorder = world.recorder(world.open(), { epochs });
  recorder.add(placed(forkOf(processOf(7, 1 * SECOND))));
  recorder.flush();
  world.now = 2 * SECOND;
  epochs.step({ time: 2 * SECOND, epoch: BOOT + BigInt(3600 * SECOND) });
  recorder.flush();
  // It is known to be alive by the clock of now.
  assertEquals(world.reader().recorded()?.to, BOOT + BigInt(3602 * SECOND));
  recorder.add(placed(exitOf(processOf(7, 1 * SECOND), 3 * SECOND)));
  recorder.add(placed(exitOf(processOf(8, 4 * SECOND), 5 * SECOND)));
  recorder.end();
  const lives = [...world.reader().runs(EVER, undefined)].map(({ event }) =>
    event.kind === "exit" ? [event.process.startTime / SECOND, event.time / SECOND] : []
  );
  assertEquals(lives, [[1, 3603], [3604, 3605]]);
});

Deno.test("HistoryRecorder notes since when nobody recorded, and who ended meanwhile", () => {
  using world = new World();
  const db = world.open();
  const before = world.recorder(db);
  const [gone, stays] = [processOf(7, 0), processOf(8, 0)];
  for (const process of [gone, stays]) before.add(placed(runningOf(process, 1)));
  world.now = 10 * SECOND;
  before.flush();
  // Nobody called end(): it was killed.
  world.now = 60 * SECOND;
  const after = world.recorder(db);
  after.complete();
  // Its container had no name yet: it comes after the others.
  after.add(placed(runningOf(stays, world.now)));
  after.end();
  const reader = world.reader();
  assertEquals([...reader.gaps(EVER)], [{
    from: BOOT + BigInt(10 * SECOND),
    to: BOOT + BigInt(60 * SECOND),
    reason: "killed",
    count: undefined,
  }]);
  assertEquals([...reader.runs(EVER, undefined)].map(({ event }) => [event.kind, event.time]), [
    ["exit", 10 * SECOND],
    ["process", 60 * SECOND],
  ]);
});

Deno.test("HistoryRecorder lets those run that it does not record and that are there", () => {
  using world = new World();
  const db = world.open();
  // So long after the boot that a number cannot hold each nanosecond.
  const start = 2 ** 53 + 2 ** 20;
  world.now = start;
  const before = world.recorder(db);
  const pids = [7, 8];
  for (const pid of pids) before.add(placed(runningOf(processOf(pid, start), start + 1)));
  before.end();
  const asked: (readonly number[])[] = [];
  const after = world.recorder(db, {
    runs(...process) {
      asked.push(process);
      return process[0] === 8;
    },
  });
  after.complete();
  after.end();
  assertEquals(asked.sort(), [[7, start], [8, start]]);
  const kinds = () => [...world.reader().runs(EVER, undefined)].map(({ event }) => event.kind);
  assertEquals(kinds(), ["exit", "process"]);
  // Whoever is of another boot has ended, without a look at a pid that means another process now.
  const later = world.recorder(db, { bootId: "b2", runs: () => true });
  later.complete();
  later.end();
  assertEquals(kinds(), ["exit", "exit"]);
});

Deno.test("HistoryRecorder notes losses, those close together as one", () => {
  using world = new World();
  const recorder = world.recorder(world.open());
  const lost = (time: number, count: number, reason: LostEvent["reason"] = "ring_full") =>
    recorder.add({ ...placed({ ...LOST, time, count, reason }), container: undefined });
  lost(SECOND, 3);
  lost(1.5 * SECOND, 4);
  recorder.flush();
  lost(2 * SECOND, 5);
  recorder.flush();
  lost(2 * SECOND, 1, "too_large");
  world.now = 9 * SECOND;
  recorder.add(placed(runningOf(processOf(1, 0), 8 * SECOND)));
  lost(9 * SECOND, 6);
  recorder.end();
  const gaps = [...world.reader().gaps(EVER)];
  assertEquals(gaps.map(({ reason, count }) => [reason, count]), [
    ["ring_full", 12],
    ["too_large", 1],
    ["ring_full", 6],
  ]);
  assertEquals([...world.reader().gaps(spanOf(5 * SECOND, 10 * SECOND))].length, 1);
});

Deno.test("HistoryRecorder goes on while another program holds the file, and counts what it cannot keep", () => {
  using world = new World();
  const recorder = world.recorder(world.open());
  using other = new DatabaseSync(world.path);
  other.exec("BEGIN IMMEDIATE");
  const count = 5000;
  for (let pid = 1; pid <= count; pid++) recorder.add(placed(exitOf(processOf(pid, pid), pid + 1)));
  assertEquals(world.said, { troubles: ["locked"], recoveries: [] });
  const { missing } = recorder;
  other.exec("ROLLBACK");
  world.now = SECOND;
  recorder.flush();
  recorder.end();
  assertEquals(world.said, { troubles: ["locked"], recoveries: [missing] });
  assertEquals([recorder.written, recorder.missing], [count - missing, missing]);
  const reader = world.reader();
  assertEquals([...reader.runs(EVER, undefined)].length, count - missing);
  assertEquals([...reader.gaps(EVER)].map(({ reason, count }) => [reason, count]), [
    ["locked", missing],
  ]);
});

/** A short life, as a generator makes it. */
const LIFE = fc.record({
  pid: fc.integer({ min: 1, max: 4 }),
  start: fc.integer({ min: 0, max: 50 }),
  ran: fc.integer({ min: 0, max: 50 }),
  execs: fc.array(fc.constantFrom("a", "b"), { maxLength: 3 }),
  hasEnded: fc.boolean(),
});

Deno.test("HistoryRecorder tells what happened, wherever batches are cut", () => {
  const unique = {
    selector: (life: { pid: number; start: number }) => `${life.pid} ${life.start}`,
  };
  const lives = fc.uniqueArray(LIFE, { ...unique, maxLength: 8 });
  fc.assert(
    fc.property(lives, fc.array(fc.boolean()), (lives, cuts) => {
      using world = new World();
      const recorder = world.recorder(world.open());
      const expected: string[] = [];
      let at = 0;
      for (const { pid, start, ran, execs, hasEnded } of lives) {
        const process = processOf(pid, start);
        const events = [
          forkOf(process),
          ...execs.map((name, i) => execOf(process, start + i, { args: [name] })),
          ...hasEnded ? [exitOf(process, start + ran)] : [],
        ];
        for (const event of events) {
          recorder.add(placed(event));
          if (cuts[at++] === true) recorder.flush();
        }
        expected.push(...execs.slice(0, -1).map((name) => `exec ${pid}  ${name}`));
        const last = execs.at(-1);
        const open = last === undefined ? "fork" : "process";
        expected.push(`${hasEnded ? "exit" : open} ${pid} ${hasEnded ? 0 : ""} ${last ?? ""}`);
      }
      recorder.end();
      const told = [...world.reader().runs(EVER, undefined)].map(wordsOf);
      assertEquals(told.toSorted(), expected.toSorted());
    }),
    { numRuns: 40 },
  );
});
