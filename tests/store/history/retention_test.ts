import { assert, assertEquals } from "@std/assert";
import { Retention } from "../../../src/store/history/retention.ts";
import { CONTAINER } from "../../output/format/samples.ts";
import {
  BOOT,
  EVER,
  execOf,
  exitOf,
  placed,
  processOf,
  runningOf,
  SECOND,
  World,
} from "./world.ts";

function countOf(world: World, table: string): number {
  return Number(world.open().prepare(`SELECT count(*) AS count FROM ${table}`).get()?.["count"]);
}

Deno.test("Retention removes what ended long ago, with what nobody shares any more", () => {
  using world = new World();
  const recorder = world.recorder(world.open());
  const old = { ...CONTAINER, id: "0".repeat(64), name: "old" };
  recorder.add(placed(runningOf(processOf(1, 0), 1), CONTAINER));
  for (let i = 0; i < 2000; i++) {
    const process = processOf(100 + i, i * SECOND);
    const container = i < 1000 ? old : CONTAINER;
    recorder.add(placed(execOf(process, i * SECOND, { args: [String(i)] }), container));
    recorder.add(placed(exitOf(process, i * SECOND + 5), container));
  }
  recorder.end();
  const db = world.open();
  const retention = new Retention(db, { maxAge: BigInt(1000 * SECOND) });
  const now = BOOT + BigInt(2000 * SECOND);
  let steps = 0;
  for (let still = 1, idle = 0; idle < 12; steps++) {
    still = retention.step(now);
    idle = still === 0 ? idle + 1 : 0;
    assert(steps < 100);
  }
  const pids = [...world.reader().runs(EVER, undefined)].map(({ event }) =>
    "process" in event ? event.process?.pid : undefined
  );
  assertEquals([pids.length, pids[0], pids[1]], [1001, 1, 1100]);
  assertEquals(countOf(world, "programs"), 1001);
  assertEquals([...world.reader().containers(EVER)].map(({ container }) => container.name), [
    "web",
  ]);
  assertEquals(db.prepare("PRAGMA foreign_key_check").all(), []);
});

Deno.test("Retention keeps the file within its size while it is written, and the newest in it", () => {
  using world = new World();
  const maxSize = 1 << 20;
  const recorder = world.recorder(world.open(), { limits: { maxSize } });
  const count = 15_000;
  for (let i = 0; i < count; i++) {
    const process = processOf(1 + i % 30_000, i * 1000);
    recorder.add(placed(execOf(process, i * 1000, { args: ["a program of its own", String(i)] })));
    recorder.add(placed(exitOf(process, i * 1000 + 5)));
    world.now = i * 1000;
  }
  recorder.end();
  const retention = new Retention(world.open(), {});
  assert(retention.size <= 1.5 * maxSize, `${retention.size} bytes`);
  const kept = [...world.reader().runs(EVER, undefined)];
  assert(kept.length > 500 && kept.length < count, `${kept.length} are left`);
  const last = kept.at(-1)?.event;
  assertEquals(last?.kind === "exit" && last.program?.args.at(-1), String(count - 1));
  const plain = world.open().prepare("PRAGMA integrity_check").get();
  assertEquals(plain?.["integrity_check"], "ok");
});
