import { assert, assertEquals } from "@std/assert";
import { makeContainerCgroup } from "../bench/container_cgroup.ts";
import { type CtrackResult, startCtrack } from "../workload/ctrack.ts";
import type { EventLine } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { stopProcess } from "../workload/stop_process.ts";
import { NOTHING_LOST } from "../workload/tracing.ts";
import { command, copyPrograms, type Programs } from "../workload/programs.ts";

/** A user that nobody is: the kernel hands over these events alone, whatever else runs. */
const STORM_USER = 54_321;

const KINDS = ["fork", "exec", "exit"];

const FLAGS = [
  ...["-o", "json", "-e", KINDS.join(","), "-u", String(STORM_USER)],
  ...["--docker-socket", "/no/such/socket"],
];

/** Runs a storm of `count` programs in the cgroup; gives how many events it makes. */
async function storm(programs: Programs, procs: string, count: number): Promise<number> {
  await command(programs.act, [
    ...["in", procs, "/usr/bin/setpriv", `--reuid=${STORM_USER}`, "--clear-groups"],
    ...[programs.act, "storm", String(count), programs.leaf],
  ]);
  // A fork, an exec and an exit of each; the storm's own exec and exit are of the same user.
  return 3 * count + 2;
}

/** A storm that goes on until it is disposed. */
function startStorm(programs: Programs, procs: string): AsyncDisposable & { isOver: boolean } {
  const child = new Deno.Command(programs.act, {
    args: [
      ...["in", procs, "/usr/bin/setpriv", `--reuid=${STORM_USER}`, "--clear-groups"],
      ...[programs.act, "storm", "10000000", programs.leaf],
    ],
  }).spawn();
  const storm = {
    isOver: false,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
  void child.status.then(() => storm.isOver = true);
  return storm;
}

function isProcessEvent({ event }: EventLine): boolean {
  return KINDS.includes(event);
}

/** Sent is seen plus lost, exactly, and what is told on the way is what the summary says. */
function checkBalance({ events, summary, rest, lines }: CtrackResult, sent: number): number {
  assertEquals([rest, lines.length], ["", events.length]);
  const lost = events.reduce((sum, { lost }) => sum + (lost?.count ?? 0), 0);
  assertEquals(summary?.lost, { ...NOTHING_LOST, ring_full: lost });
  assertEquals(events.filter(isProcessEvent).length + lost, sent);
  for (const { event, lost } of events.filter((line) => !isProcessEvent(line))) {
    assertEquals([event, lost?.ring, lost?.reason], ["lost", "process", "ring_full"]);
  }
  return lost;
}

await e2eTest(
  "ctrack counts what it loses",
  ["tracing", "programs", "program:setpriv"],
  async (t) => {
    await using programs = await copyPrograms();
    await using cgroup = await makeContainerCgroup();

    await t.step("the default buffer holds a storm: nothing is lost", async () => {
      await using ctrack = await startCtrack([...FLAGS, "--fail-on-lost"]);
      const sent = await storm(programs, cgroup.procs, 3000);
      await ctrack.until("all events", isProcessEvent, sent);
      const result = await ctrack.stop();
      assertEquals([checkBalance(result, sent), result.code], [0, 130]);
      const labels = result.events.map(({ container }) => [container?.id, container?.label].join());
      assertEquals([...new Set(labels)], [`${cgroup.id},unknown`]);
    });

    await t.step(
      "in the middle of a storm it hears a time limit and a signal at once",
      async () => {
        // Into /dev/null: where no reader can hold it up, it waits for the kernel alone.
        const wrap = ["sh", "-c", 'exec "$0" "$@" >/dev/null'];
        await using endless = startStorm(programs, cgroup.procs);
        for (const code of [0, 143]) {
          const flags = code === 0 ? ["--timeout", "1s"] : [];
          await using ctrack = await startCtrack([...FLAGS, ...flags], { wrap });
          const { summary, ...result } =
            await (code === 0 ? ctrack.finished() : ctrack.stop("SIGTERM"));
          assertEquals([result.code, summary?.lost], [code, NOTHING_LOST]);
          assertEquals(endless.isOver, false);
          if (code === 0) assert((summary?.delivered ?? 0) > 1000);
        }
      },
    );

    /** A storm for a ctrack with a buffer of a page, which is halted meanwhile, for sure losses. */
    const overrun = async (signal: Deno.Signal, ...flags: string[]): Promise<number> => {
      await using ctrack = await startCtrack([...FLAGS, "--buffer-size", "4096", ...flags]);
      let sent = await storm(programs, cgroup.procs, 10);
      await stopProcess(ctrack.pid);
      sent += await storm(programs, cgroup.procs, 1000);
      Deno.kill(ctrack.pid, "SIGCONT");
      await ctrack.until("a loss", ({ event }) => event === "lost");
      sent += await storm(programs, cgroup.procs, 10);
      const result = await ctrack.stop(signal);
      assert(checkBalance(result, sent) > 2900, "a page holds some ten events");
      return result.code;
    };

    await t.step("a buffer that is too small: sent is seen plus lost, and told", async () => {
      assertEquals(await overrun("SIGINT", "--fail-on-lost"), 1);
    });

    await t.step("without --fail-on-lost a loss does not change the exit code", async () => {
      assertEquals(await overrun("SIGTERM"), 143);
    });

    await t.step("--fail-on-unlabelled fails for a container that nobody names", async () => {
      await using ctrack = await startCtrack([...FLAGS, "--fail-on-unlabelled"]);
      const sent = await storm(programs, cgroup.procs, 1);
      await ctrack.until("all events", isProcessEvent, sent);
      assertEquals((await ctrack.stop()).code, 1);
    });

    await t.step(
      "--fail-on-unlabelled fails where a name was asked for, and nobody told it",
      async () => {
        const flags = ["-o", "json", "--docker-socket", "/no/such/socket", "--fail-on-unlabelled"];
        await using web = await startCtrack([...flags, "-c", "web"]);
        await using other = await startCtrack([...flags, "-c", "web", "-u", "1"]);
        await storm(programs, cgroup.procs, 1);
        const results = [await web.stop(), await other.stop()];
        assertEquals(results.map(({ code, lines }) => [code, lines]), [[1, []], [130, []]]);
      },
    );

    await t.step("a reader that is stuck costs events, not memory or half lines", async () => {
      const reading = Promise.withResolvers<void>();
      await using ctrack = await startCtrack([...FLAGS, "--buffer-size", "65536"], {
        readFrom: reading.promise,
      });
      const peak = async () =>
        Number(/^VmHWM:\s*(\d+)/m.exec(await Deno.readTextFile(`/proc/${ctrack.pid}/status`))?.[1]);
      let sent = await storm(programs, cgroup.procs, 4000);
      const before = await peak();
      sent += await storm(programs, cgroup.procs, 4000);
      assert(await peak() < before + 30_000, `${before} kB, then ${await peak()} kB`);
      reading.resolve();
      await ctrack.until("a loss", ({ event }) => event === "lost");
      // What comes after the loss is whole again.
      sent += await storm(programs, cgroup.procs, 100);
      const result = await ctrack.stop();
      assert(checkBalance(result, sent) > 0, "neither pipe nor buffer hold a storm");
      assertEquals(result.code, 130);
    });
  },
);
