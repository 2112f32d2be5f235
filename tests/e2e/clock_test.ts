import { assert, assertEquals } from "@std/assert";
import { makeContainerCgroup } from "../bench/container_cgroup.ts";
import { type Ctrack, runCtrack, startCtrack } from "../workload/ctrack.ts";
import { type EventLine, isOf } from "../workload/event_line.ts";
import { askHistory, historyFolder } from "../workload/history.ts";
import { e2eTest } from "../workload/needs.ts";
import { otherClock } from "../workload/other_clock.ts";
import { command, copyPrograms, type Programs } from "../workload/programs.ts";

const NO_DOCKER = ["--docker-socket", "/no/such/socket"];

const HOUR = 3_600_000;

/** A container that a test makes by hand, and what runs in it. */
async function makeContainer(programs: Programs) {
  const cgroup = await makeContainerCgroup();
  const { act, leaf } = programs;
  const inside = (...args: string[]) => ["in", cgroup.procs, ...args];
  return {
    id: cgroup.id,
    /** Runs leaf to its end. */
    once: () => command(act, inside(leaf, "exit", "0")),
    /** Starts one that ends with the returned function. */
    start() {
      const args = inside(act, "wait");
      const child = new Deno.Command(act, { args, stdin: "null", stdout: "null" }).spawn();
      return async () => {
        child.kill("SIGKILL");
        await child.status;
      };
    },
    [Symbol.asyncDispose]: () => cgroup[Symbol.asyncDispose](),
  };
}

/** Hours, to the next whole one, that lines are ahead of the host's clock, whose time of now is given. */
function hoursAhead({ time }: EventLine): number {
  return Math.round((Date.parse(time) - Date.now()) / HOUR);
}

/** The exits so far of a program. */
function exitsOf({ events }: Ctrack, program: string): readonly EventLine[] {
  return events.filter(isOf("exit", program));
}

await e2eTest("ctrack follows a clock that is stepped", ["tracing", "programs"], async (t) => {
  await using programs = await copyPrograms();
  await using container = await makeContainer(programs);
  await using clock = await otherClock();

  await t.step("events, their order, a recording of them", async () => {
    clock.set(0);
    const file = `${programs.folder}/run.ctrack`;
    const flags = ["-o", "json", "-c", container.id];
    await using ctrack = await startCtrack([...flags, "-w", file, ...NO_DOCKER], {
      env: clock.env,
    });
    const end = container.start();
    await ctrack.until("its start", isOf("exec", "act"));
    await container.once();
    await ctrack.until("a first one", isOf("exit", "leaf"));
    clock.set(-HOUR);
    await ctrack.untilStderr(/warning: the host's clock was stepped back by 1h00m: times follow/);
    await container.once();
    await ctrack.until("a second one", isOf("exit", "leaf"), 2);
    clock.set(2 * HOUR);
    await ctrack.untilStderr(/warning: the host's clock was stepped forward by 3h00m/);
    await container.once();
    await ctrack.until("a third one", isOf("exit", "leaf"), 3);
    assertEquals(exitsOf(ctrack, "leaf").map(hoursAhead), [0, -1, 2]);
    // What began before the steps keeps its key, and ends by the clock of now.
    await end();
    const [ended] = await ctrack.until(
      "its end",
      (line) => isOf("exit", "act")(line) && line.process?.exit?.signal === "SIGKILL",
    );
    if (ended === undefined) throw new Error("it ended, and nobody told");
    const began = ctrack.events.find((line) =>
      isOf("exec", "act")(line) && line.process?.pid === ended.process?.pid
    );
    assertEquals(ended.process?.start_time, began?.process?.start_time);
    assertEquals(hoursAhead(ended), 2);
    assert((ended.process?.duration_ms ?? Infinity) < HOUR / 2);
    const { lines, stderr } = await ctrack.stop();
    assertEquals(stderr.filter((line) => line.includes("clock")).length, 2);

    const replayed = await runCtrack(["-q", "-r", file, ...flags]);
    assertEquals([replayed.code, replayed.stdout, replayed.stderr], [
      0,
      lines.map((line) => `${line}\n`).join(""),
      "",
    ]);
    // A time of day is one of the clock as it was set then.
    const since = new Date(Date.now() + HOUR).toISOString();
    const late = await runCtrack(["-q", "-r", file, ...flags, "-e", "exit", "--since", since]);
    const commands = late.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(commands.map(({ process }) => process.command), ["leaf", "act"]);
  });

  await t.step("the history", async () => {
    clock.set(0);
    await using folder = await historyFolder();
    const { db } = folder;
    await using ctrack = await startCtrack(["history", "record", "--db", db, ...NO_DOCKER], {
      env: clock.env,
      waitReady: false,
    });
    await ctrack.untilStderr(/^ctrack: recording/);
    await container.once();
    clock.set(2 * HOUR);
    await ctrack.untilStderr(/warning: the host's clock was stepped forward by 2h00m/);
    await container.once();
    await ctrack.stop();
    const { events } = await askHistory(db, "runs", "--until", "2100-01-01");
    assertEquals(events.filter(isOf("exit", "leaf")).map(hoursAhead), [0, 2]);
  });
});

await e2eTest(
  "ctrack tells the host's time in a time namespace",
  ["tracing", "programs", "program:unshare"],
  async () => {
    await using programs = await copyPrograms();
    await using container = await makeContainer(programs);
    const wrap = ["unshare", "--time", "--boottime", "100000", "--monotonic", "5000"];
    await using ctrack = await startCtrack(["-o", "json", "-c", container.id, ...NO_DOCKER], {
      wrap,
    });
    const before = Date.now();
    await container.once();
    const [exec] = await ctrack.until("it", isOf("exec", "leaf"));
    const after = Date.now();
    const time = Date.parse(exec?.time ?? "");
    assert(before <= time && time <= after, `${before} <= ${time} <= ${after}`);
    assertEquals((await ctrack.stop()).code, 130);
  },
);
