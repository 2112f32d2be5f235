import { assertEquals } from "@std/assert";
import { runCtrack } from "../workload/ctrack.ts";
import { startDockerd } from "../workload/dockerd.ts";
import { type EventLine, isOf, ofContainer } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import {
  endWell,
  newContainer,
  OWN_NETWORK,
  randomName,
  startTracing,
} from "../workload/tracing.ts";

const IMAGE = "bb:1";

/** How often: its processes start in no fixed order. */
const TIMES = 5;

/** A line of a process, its pid left out: what happened, the role, and the words that tell which it is. */
function step({ event, process }: EventLine): string {
  const [title = "", command] = process?.command_args ?? [];
  const what = title.startsWith("runsc-") ? title : command ?? "";
  return [event, process?.role, what].filter((word) => word !== "").join(" ");
}

/** What the host sees of a container of gVisor: the sandbox, which starts itself twice, and one helper of it. */
const SEEN = [
  "exec child umount",
  "exec init runsc-sandbox",
  "exec init runsc-sandbox",
  "exit child",
  "exit init",
];

await e2eTest(
  "ctrack takes gVisor's sandbox for the container's first process, and folds the rest",
  ["tracing", "dockerd", "program:runsc"],
  async () => {
    const folder = await Deno.makeTempDir({ prefix: "ctrack-runsc-" });
    try {
      const runsc = `${folder}/runsc`;
      const script = '#!/bin/sh\nexec runsc --network=none --platform=ptrace "$@"\n';
      await Deno.writeTextFile(runsc, script);
      await Deno.chmod(runsc, 0o755);
      await using dockerd = await startDockerd({ args: [`--add-runtime=gvisor=${runsc}`] });
      await dockerd.importBusybox(IMAGE);
      await using ctrack = await startTracing(dockerd);
      const names = new Map<string, string>();
      for (let i = 0; i < TIMES; i++) {
        const name = randomName("sandboxed");
        const flags = ["-d", OWN_NETWORK, "--runtime=gvisor", IMAGE, "/bin/sleep", "1000"];
        const id = await dockerd.run(newContainer("run", name, ...flags));
        names.set(id, name);
        assertEquals(await dockerd.run(["exec", name, "/bin/echo", "inside"]), "inside");
        const sandbox = await dockerd.run(["inspect", "-f", "{{.State.Pid}}", name]);
        const asked = ["which", "-o", "json", "--docker-socket", dockerd.socket, sandbox];
        const { code, stdout } = await runCtrack(asked);
        assertEquals([code, JSON.parse(stdout).container?.name], [0, name]);
        await dockerd.run(["rm", "-f", name]);
      }
      const isEnd = (line: EventLine) =>
        names.has(line.container?.id ?? "") && isOf("exit", "exe")(line) &&
        line.process?.role === "init";
      await ctrack.until("the ends of all sandboxes", isEnd, TIMES);
      const { events } = await endWell(ctrack, ...names.values());
      for (const [id, name] of names) {
        const mine = events.filter((line) => ofContainer(id)(line) && line.process !== undefined);
        assertEquals(mine.map(step).sort(), SEEN);
        for (const { container } of mine) {
          assertEquals([container?.name, container?.runtime, container?.label], [
            name,
            "docker",
            "ok",
          ]);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
