import { assertEquals } from "@std/assert";
import { startCtrack } from "../workload/ctrack.ts";
import type { EventLine } from "../workload/event_line.ts";
import { succeed } from "../workload/finished.ts";
import { e2eTest } from "../workload/needs.ts";
import { SANDBOXES } from "../workload/nspawn.ts";
import { copyPrograms, type Programs } from "../workload/programs.ts";
import { endWell, randomName } from "../workload/tracing.ts";

async function isHost(sandbox: readonly string[], programs: Programs): Promise<void> {
  const mark = randomName("boxed");
  await using ctrack = await startCtrack(["-o", "json", "--host"]);
  const isEnd = ({ event, process }: EventLine) =>
    event === "exit" && process?.command === "act" && process.exit?.code === 0;
  await succeed([...sandbox, programs.act, "spawn", "23", programs.leaf, mark]);
  await ctrack.until("the end of act", isEnd);
  const { events } = await endWell(ctrack);
  const isMine = ({ process }: EventLine) => process?.command_args?.at(-1) === mark;
  const mine = events.filter(({ process }) => process?.executable?.path === programs.leaf)
    .filter(isMine);
  assertEquals(mine.length, 23);
  const pids = new Set(events.filter(isMine).map(({ process }) => process?.pid));
  const labelled = events.filter(({ process, container }) =>
    pids.has(process?.pid) && (container !== undefined || process?.role !== undefined)
  );
  assertEquals(labelled, []);
}

for (const [name, sandbox] of Object.entries(SANDBOXES)) {
  await e2eTest(
    `ctrack takes nothing in ${name} for a container`,
    ["tracing", "programs", `program:${name}`],
    async () => {
      await using programs = await copyPrograms();
      await isHost(sandbox, programs);
    },
  );
}
