import { assertEquals, assertMatch } from "@std/assert";
import type { LabelledEvent } from "../../../src/model/labelled_event.ts";
import { QUESTIONS } from "../../../src/store/history/questions.ts";
import { RETENTION_SQL } from "../../../src/store/history/retention.ts";
import { CONTAINER } from "../../output/format/samples.ts";
import {
  EVER,
  execOf,
  exitOf,
  placed,
  processOf,
  runningOf,
  SECOND,
  spanOf,
  World,
} from "./world.ts";

/** Tables with a row for each process; all others have few rows. */
const LARGE = /\bSCAN (p|processes|f|former_programs)\b/;

Deno.test("QUESTIONS find processes by an index, never by looking at all", () => {
  using world = new World();
  const db = world.open();
  for (const [name, sql] of Object.entries({ ...QUESTIONS, ...RETENTION_SQL })) {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map((row) => String(row["detail"]));
    assertEquals([name, plan.filter((step) => LARGE.test(step))], [name, []]);
    if (/FROM processes AS p/.test(sql)) {
      assertMatch(plan.join("\n"), /SEARCH p USING (COVERING )?INDEX processes_/, name);
    }
  }
});

function pidsOf(events: Iterable<LabelledEvent>): number[] {
  return [...events].map(({ event }) => "process" in event ? event.process?.pid ?? 0 : 0);
}

/** Pids of processes that ran from one second to another. */
const LIVES: readonly (readonly [pid: number, from: number, to: number | undefined])[] = [
  [1, 0, undefined],
  [2, 0, 100],
  [3, 10, 10.5],
  [4, 49.8, 50.2],
  [5, 60, 61],
  [6, 70, undefined],
];

function withLives(ask: (world: World) => void): void {
  using world = new World();
  const recorder = world.recorder(world.open());
  const other = { ...CONTAINER, id: "cafe".repeat(16), name: "db" };
  for (const [pid, from, to] of LIVES) {
    const process = processOf(pid, from * SECOND);
    const code = pid === 5 ? 1 : 0;
    const event = to === undefined
      ? runningOf(process, 70 * SECOND)
      : exitOf(process, to * SECOND, { code });
    recorder.add(placed(event, pid % 2 === 0 ? other : CONTAINER));
  }
  recorder.end();
  ask(world);
}

Deno.test("HistoryReader.runs() tells whoever ran within a span, in order, also by container", () =>
  withLives((world) => {
    const reader = world.reader();
    const runs = (from: number, until: number, containers?: readonly number[]) =>
      pidsOf(reader.runs(spanOf(from * SECOND, until * SECOND), containers));
    assertEquals(pidsOf(reader.runs(EVER, undefined)), [1, 2, 3, 4, 5, 6]);
    assertEquals(
      pidsOf(reader.runs(EVER, undefined, true)),
      [6, 5, 4, 3, 2, 1],
    );
    assertEquals(runs(50, 55), [1, 2, 4]);
    assertEquals(runs(50.3, 55), [1, 2]);
    assertEquals(runs(101, 200), [1, 6]);
    assertEquals(runs(0, 5), [1, 2]);
    const rows = [...reader.containers(EVER)];
    assertEquals(rows.map(({ container, row }) => [container.name, reader.countOf(row)]), [
      ["web", 3],
      ["db", 3],
    ]);
    const web = rows.find(({ container }) => container.name === "web")?.row ?? 0;
    assertEquals(runs(50, 65, [web]), [1, 5]);
    assertEquals(runs(0, 99, []), []);
  }));

Deno.test("HistoryReader.failed(), long() and running() tell what they say", () =>
  withLives((world) => {
    const reader = world.reader();
    assertEquals(pidsOf(reader.failed(EVER)), [5]);
    assertEquals(pidsOf(reader.failed(spanOf(0, 60 * SECOND))), []);
    assertEquals([pidsOf(reader.long()), pidsOf(reader.running())], [[2, 5], [1, 6]]);
  }));

Deno.test("HistoryReader.holder() knows who had a pid, and process() its parent as it was then", () => {
  using world = new World();
  const recorder = world.recorder(world.open());
  const parent = processOf(3, 5);
  recorder.add(placed(execOf(parent, 10, { args: ["before"] })));
  recorder.add(placed(execOf(parent, 120, { args: ["later"] })));
  const child = processOf(7, 100, { parentPid: 3, parentStartTime: 5 });
  const taken = processOf(7, 300, { parentPid: 1 });
  for (const process of [parent, child, taken]) {
    recorder.add(placed(exitOf(process, process.startTime + 150)));
  }
  recorder.end();
  const reader = world.reader();
  const { until } = spanOf(0, 200);
  const found = reader.holder(7, until);
  assertEquals(pidsOf(found === undefined ? [] : [found.labelled]), [7]);
  const above = found && reader.process(found.parent, spanOf(100, 200).from);
  const event = above?.labelled.event;
  if (event?.kind !== "exit") throw new Error("there is no parent");
  assertEquals([event.process.startTime, event.program?.args], [5, ["before"]]);
  assertEquals(above && reader.process(above.parent, until), undefined);
  assertEquals(reader.holder(7, spanOf(0, 99).until), undefined);
  assertEquals(reader.holder(9, until), undefined);
});

Deno.test("HistoryReader takes what a file holds for what it is, whoever wrote it", () =>
  withLives((world) => {
    const db = world.open();
    db.exec(`
      PRAGMA foreign_keys = OFF;
      UPDATE containers SET facts = '[1', nesting = '{}', kind = 'nothing', pod = '';
      UPDATE credentials SET facts = 'null';
      UPDATE programs SET args = '{"a":', path = x'80ff', flags = -1;
      UPDATE contexts SET role = 'nobody', cgroup = 77;
      UPDATE processes SET signal = char(27) || '[31m', exit_flags = 255, command = 5;
      INSERT INTO happenings (time, container, facts) VALUES (1, 1, '[]'), (2, 99, '{"action":"die"}')`);
    const reader = world.reader();
    assertEquals([...reader.runs(EVER, undefined)].length, LIVES.length);
    assertEquals([...reader.life(EVER)], []);
    assertEquals([...reader.containers(EVER)].map(({ container }) => container.kind), [
      "unknown",
      "unknown",
    ]);
    // What has no text of its own.
    db.exec(`
      UPDATE programs SET args = '["a", {"toString":1, "valueOf":1}, 2]';
      UPDATE containers SET nesting = '[{"toString":1, "valueOf":1}, "outer"]'`);
    const other = world.reader();
    const programs = [...other.runs(EVER, undefined)]
      .flatMap(({ event }) => "program" in event && event.program ? [event.program.args] : []);
    assertEquals(new Set(programs.flat()), new Set(["a"]));
    assertEquals([...other.containers(EVER)].map(({ container }) => container.nesting), [
      ["outer"],
      ["outer"],
    ]);
  }));
