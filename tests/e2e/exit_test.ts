import { assert, assertEquals } from "@std/assert";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import {
  type EventLine,
  inContainer,
  isOf,
  isOfRuntime,
  processOf,
} from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { endWell, IMAGE, newContainer, randomName, startTracing } from "../workload/tracing.ts";

const SIGKILL = 9;
const SIGSEGV = 11;

/** Runs `act` in a new container, gives all events but the runtime's own, and checks the run's end. */
async function eventsOf(
  dockerd: Dockerd,
  flags: readonly string[],
  args: readonly string[],
): Promise<EventLine[]> {
  const name = randomName("exit");
  const isMine = inContainer(name);
  await using ctrack = await startTracing(dockerd, ...flags);
  await dockerd.docker(newContainer("run", name, "--rm", "--ulimit=core=-1", IMAGE, ...args));
  // The marker comes last, and fails, so that it passes each filter of the steps.
  await dockerd.docker(newContainer("run", `${name}-end`, "--rm", IMAGE, "/bin/leaf", "exit", "3"));
  await ctrack.until(
    "the end of the marker",
    (line) => inContainer(`${name}-end`)(line) && isOf("exit", "leaf")(line),
  );
  await endWell(ctrack, name);
  return ctrack.events.filter((line) => isMine(line) && !isOfRuntime(line));
}

/** `event code-or-signal` of each event of the pid. */
function lifeOf(events: readonly EventLine[], pid: number | undefined): string[] {
  return events.filter(({ process }) => process?.pid === pid).map(({ event, process }) =>
    [event, process?.exit?.code ?? process?.exit?.signal ?? ""].join(" ").trim()
  );
}

/** The pid of the one process that was forked, by act and not by the container's runtime. */
function childOf(events: readonly EventLine[]): number {
  const forks = events.filter(isOf("fork", "act"));
  assertEquals(forks.length, 1);
  return processOf(forks[0]).pid;
}

await e2eTest(
  "ctrack tells how each process ended",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    const all = (...args: string[]) => eventsOf(dockerd, [], ["/bin/act", ...args]);

    await t.step("a failing exec is no exec event, but an exit with 127", async () => {
      const events = await all("missing");
      assertEquals(lifeOf(events, childOf(events)), ["fork", "exit 127"]);
      assertEquals(events.filter(({ event }) => event === "exec").length, 1);
    });

    await t.step("--failed shows the failure alone", async () => {
      const events = await eventsOf(dockerd, ["-x"], ["/bin/act", "missing"]);
      assertEquals(events.map(({ event, process }) => [event, process?.exit]), [
        ["exit", { code: 127 }],
      ]);
    });

    await t.step("a program that cannot be found leaves no exec of it", async () => {
      const events = await eventsOf(dockerd, [], ["/no/such/program"]);
      assertEquals(events.filter(({ event }) => event === "exec"), []);
    });

    await t.step("SIGKILL is told as a signal, with no exit code", async () => {
      const events = await all("signal", String(SIGKILL));
      const pid = childOf(events);
      assertEquals(lifeOf(events, pid), ["fork", "exit SIGKILL"]);
      const exit = events.find((line) => line.event === "exit" && processOf(line).pid === pid);
      assertEquals(processOf(exit).exit, { signal: "SIGKILL" });
    });

    await t.step("SIGSEGV is told with its core dump", async () => {
      const events = await all("signal", String(SIGSEGV));
      const pid = childOf(events);
      assertEquals(lifeOf(events, pid), ["fork", "exit SIGSEGV"]);
      const exit = events.find((line) => line.event === "exit" && processOf(line).pid === pid);
      assertEquals(processOf(exit).exit, { signal: "SIGSEGV", core_dumped: true });
    });

    await t.step("--failed shows an end by signal, and no end with 0", async () => {
      const events = await eventsOf(dockerd, ["-x"], ["/bin/act", "signal", String(SIGKILL)]);
      assertEquals(events.map(({ process }) => process?.exit), [{ signal: "SIGKILL" }]);
    });

    for (const [how, code] of [["join", 0], ["exit", 7], ["leader-first", 9]] as const) {
      await t.step(`nine threads are one process (${how})`, async () => {
        const events = await all("threads", how);
        assertEquals(events.filter(isOf("fork", "act")), []);
        const [first] = events.filter(isOf("exec", "act"));
        const ends = events.filter(isOf("exit", "act"));
        assertEquals(ends.map((line) => processOf(line).exit), [{ code }]);
        assertEquals(processOf(ends[0]).pid, processOf(first).pid);
        assertEquals(processOf(ends[0]).start_time, processOf(first).start_time);
      });
    }

    await t.step("an exec by a thread that is not the leader keeps the process", async () => {
      const events = await all("threads", "exec", "/bin/leaf", "exit", "5");
      const execs = events.filter(({ event }) => event === "exec");
      const ends = events.filter(({ event, process }) => event === "exit" && process?.vpid === 1);
      assertEquals(execs.map((line) => processOf(line).command), ["act", "leaf"]);
      assertEquals(ends.map((line) => processOf(line).exit), [{ code: 5 }]);
      const pids = new Set([...execs, ...ends].map((line) => processOf(line).pid));
      assertEquals(pids.size, 1);
      assert(processOf(ends[0]).tid === undefined, "the thread has become the leader");
      assertEquals(events.filter(isOf("fork", "act")), []);
    });
  },
);
