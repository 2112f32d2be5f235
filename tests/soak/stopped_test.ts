import { assert, assertEquals } from "@std/assert";
import { startCtrack } from "../workload/ctrack.ts";
import { startDockerd } from "../workload/dockerd.ts";
import type { EventLine } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { stopProcess } from "../workload/stop_process.ts";
import { IMAGE } from "../workload/tracing.ts";
import { FLAGS, prepareLoads, runInDocker } from "./loads.ts";
import { Seen } from "./seen.ts";
import { plus, type Sent } from "./sent.ts";

/** Containers in each stretch of time. */
const RUNS = 4;

/** More than the default buffer holds. */
const SPAWNS = 16_000;

await e2eTest(
  "Docker does not wait for a ctrack that is stopped",
  ["tracing", "programs", "program:setpriv", "dockerd"],
  async () => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await using loads = await prepareLoads();
    const labelled = new Map<string, number>();
    const seen = new Seen(({ container, process }: EventLine) => {
      if (container?.id === loads.container.id) return;
      assertEquals([container?.label, process?.command], ["ok", "leaf"]);
      const name = container?.name ?? "";
      labelled.set(name, (labelled.get(name) ?? 0) + 1);
    });
    await using ctrack = await startCtrack([...FLAGS, "--docker-socket", dockerd.socket], {
      onEvent: (event) => seen.add(event),
    });
    let sent: Sent = { fork: 0, exec: 3 * RUNS, exit: 3 * RUNS };
    const run = () => Promise.all(Array.from({ length: RUNS }, () => runInDocker(dockerd, IMAGE)));

    await stopProcess(ctrack.pid);
    const waiting = await run();
    sent = plus(sent, await loads.storm(SPAWNS));
    const missed = await run();
    Deno.kill(ctrack.pid, "SIGCONT");
    await ctrack.untilFound("the loss", () => seen.lost > 0 || undefined);
    const shown = await run();

    await seen.balance(ctrack, sent);
    for (const name of [...waiting, ...shown]) assertEquals([name, labelled.get(name)], [name, 2]);
    const others = [...labelled.keys()].filter((name) => ![...waiting, ...shown].includes(name));
    assert(others.every((name) => missed.includes(name)), "a name that no container has");
    assertEquals((await ctrack.stop()).code, 130);
  },
);
