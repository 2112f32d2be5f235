import { assertEquals } from "@std/assert";
import type { Ctrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { type EventLine, isOf } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { endWell, IMAGE, newContainer, randomName, startTracing } from "../workload/tracing.ts";

const ONE_BY_ONE = 20;
const AT_ONCE = 8;

/** Runs `/bin/true` in a container that is removed at once; gives its id. */
async function runOne(dockerd: Dockerd, name: string): Promise<string> {
  const file = `${dockerd.folder}/${name}.cid`;
  await dockerd.run(newContainer("run", name, "--rm", `--cidfile=${file}`, IMAGE, "/bin/true"));
  return await Deno.readTextFile(file);
}

/** One word for each event of these containers, in order, without what differs between readers. */
function words({ events }: Ctrack, ids: ReadonlySet<string>): string[] {
  return events.filter(({ container }) => ids.has(container?.id ?? "")).map((line) =>
    `${line.event} ${line.process?.pid} ${line.process?.command} ${line.container?.name}`
  );
}

await e2eTest(
  "ctrack gives each short container its own name",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await using first = await startTracing(dockerd);
    await using second = await startTracing(dockerd);
    const prefix = randomName("short");
    const nameOf = new Map<string, string>();
    const isMine = ({ container }: EventLine) => nameOf.has(container?.id ?? "");
    const isEnd = (line: EventLine) => isMine(line) && isOf("exit", "true")(line);

    const check = async (total: number) => {
      await first.until("the ends of all containers", isEnd, total);
      const execs = first.events.filter(isMine).filter(isOf("exec", "true"));
      assertEquals(execs.length, total);
      assertEquals(new Set(execs.map(({ container }) => container?.id)).size, total);
      for (const { container } of first.events.filter(isMine)) {
        assertEquals(container?.name, nameOf.get(container?.id ?? ""));
        assertEquals(container?.label, "ok");
      }
    };

    await t.step(`${ONE_BY_ONE} containers, one by one`, async () => {
      for (let i = 0; i < ONE_BY_ONE; i++) {
        nameOf.set(await runOne(dockerd, `${prefix}-${i}`), `${prefix}-${i}`);
      }
      await check(ONE_BY_ONE);
    });

    await t.step(`${2 * AT_ONCE} containers, ${AT_ONCE} at a time`, async () => {
      await Promise.all(Array.from({ length: AT_ONCE }, async (_, lane) => {
        for (const round of ["a", "b"]) {
          const name = `${prefix}-lane-${lane}-${round}`;
          nameOf.set(await runOne(dockerd, name), name);
        }
      }));
      await check(ONE_BY_ONE + 2 * AT_ONCE);
    });

    await t.step("a second ctrack has seen the same", async () => {
      await second.until("the ends of all containers", isEnd, ONE_BY_ONE + 2 * AT_ONCE);
      const ids = new Set(nameOf.keys());
      const names = [...nameOf.values()];
      await endWell(first, ...names);
      await endWell(second, ...names);
      assertEquals(words(second, ids).toSorted(), words(first, ids).toSorted());
    });
  },
);
