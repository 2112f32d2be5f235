import { assertEquals } from "@std/assert";
import type { Ctrack } from "../workload/ctrack.ts";
import { startDockerd } from "../workload/dockerd.ts";
import { type EventLine, isOf } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { endWell, IMAGE, newContainer, randomName, startTracing } from "../workload/tracing.ts";

const ROUNDS = 2;
const AT_ONCE = 8;

/** One word for each event of these containers, without what differs between readers. */
function words({ events }: Ctrack, ids: ReadonlySet<string>): string[] {
  return events.filter(({ container }) => ids.has(container?.id ?? "")).map((line) =>
    `${line.event} ${line.process?.pid} ${line.process?.command} ${line.container?.name}`
  );
}

await e2eTest(
  "two ctracks side by side see the same",
  ["tracing", "programs", "dockerd"],
  async () => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await using first = await startTracing(dockerd);
    await using second = await startTracing(dockerd);
    const prefix = randomName("short");
    const nameOf = new Map<string, string>();
    await Promise.all(Array.from({ length: AT_ONCE }, async (_, lane) => {
      for (let round = 0; round < ROUNDS; round++) {
        const name = `${prefix}-${lane}-${round}`;
        const file = `${dockerd.folder}/${name}.cid`;
        const command = [IMAGE, "/bin/true"];
        await dockerd.run(newContainer("run", name, "--rm", `--cidfile=${file}`, ...command));
        nameOf.set(await Deno.readTextFile(file), name);
      }
    }));
    const isEnd = (line: EventLine) =>
      nameOf.has(line.container?.id ?? "") && isOf("exit", "true")(line);
    for (const ctrack of [first, second]) {
      await ctrack.until("the ends of all containers", isEnd, ROUNDS * AT_ONCE);
      await endWell(ctrack, ...nameOf.values());
    }
    const ids = new Set(nameOf.keys());
    assertEquals(words(second, ids).toSorted(), words(first, ids).toSorted());
    assertEquals(words(first, ids).length > 3 * ids.size, true);
  },
);
