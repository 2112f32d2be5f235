import { assert, assertEquals, assertMatch } from "@std/assert";
import { statusMb } from "../bench/process_memory.ts";
import { startCtrack } from "../workload/ctrack.ts";
import { e2eTest } from "../workload/needs.ts";
import { leftBehind, objectsOf } from "./kernel_objects.ts";
import { FLAGS, prepareLoads } from "./loads.ts";
import { Seen } from "./seen.ts";
import { plus } from "./sent.ts";

/** A storm of this many is some seconds at the highest rate of two cores. */
const SPAWNS = 20_000;

/** How long a reader takes nothing. */
const STALL_MS = 5000;

/** Most that a reader who takes nothing may cost, MB: the lines that wait, and what the heap makes of them. */
const STALL_MB = 30;

const NO_DOCKER = ["--docker-socket", "/no/such/socket"];

await e2eTest(
  "ctrack and its reader",
  ["tracing", "programs", "program:bpftool", "program:setpriv", "program:bash"],
  async (t) => {
    await using loads = await prepareLoads();

    await t.step("the default buffer loses nothing at the highest rate of execs", async () => {
      const seen = new Seen();
      await using ctrack = await startCtrack([...FLAGS, ...NO_DOCKER, "--fail-on-lost"], {
        onEvent: (event) => seen.add(event),
      });
      const sent = await loads.storm(SPAWNS);
      await seen.balance(ctrack, sent);
      assertEquals(seen.lost, 0);
      assertEquals((await ctrack.stop()).code, 130);
    });

    await t.step("one that takes nothing for 5 s costs counted events, not memory", async () => {
      const seen = new Seen();
      const reading = Promise.withResolvers<void>();
      await using ctrack = await startCtrack([...FLAGS, ...NO_DOCKER], {
        readFrom: reading.promise,
        onEvent: (event) => seen.add(event),
      });
      let sent = await loads.storm(SPAWNS);
      const before = await statusMb(ctrack.pid, "VmHWM");
      for (const end = Date.now() + STALL_MS; Date.now() < end;) {
        sent = plus(sent, await loads.storm(SPAWNS / 4));
      }
      const after = await statusMb(ctrack.pid, "VmHWM");
      assert(after - before <= STALL_MB, `${before} MB, then ${after} MB`);
      reading.resolve();
      await seen.balance(ctrack, sent);
      const { lost } = seen;
      assert(lost > 0, "neither pipe nor buffers hold as much");
      // What comes after is whole again.
      sent = plus(sent, await loads.storm(100));
      await seen.balance(ctrack, sent);
      assertEquals(seen.lost, lost);
      const { code, rest, summary } = await ctrack.stop();
      assertEquals([code, rest, summary?.lost["ring_full"]], [130, "", lost]);
    });

    await t.step("one that goes in the middle of a storm ends it, without a word", async () => {
      await using ctrack = await startCtrack([...FLAGS], {
        wrap: ["bash", "-c", '"$0" "$@" | head -n 1000; echo "code ${PIPESTATUS[0]}"'],
      });
      const children = await Deno.readTextFile(`/proc/${ctrack.pid}/task/${ctrack.pid}/children`);
      const objects = children.trim().split(" ").flatMap((pid) => [...objectsOf(Number(pid))]);
      assert(objects.length > 0);
      const storm = loads.storm(SPAWNS / 4);
      const { code, lines, stderr } = await ctrack.finished();
      assertEquals([lines.length, lines.at(-1), code], [1001, "code 0", 0]);
      assertMatch(stderr.join("\n"), /^ctrack: tracing.*$/);
      assertEquals(await leftBehind(objects), []);
      await storm;
    });
  },
);
