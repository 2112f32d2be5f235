import { assertEquals } from "@std/assert";
import { type CtrContainer, startContainerd } from "../workload/containerd.ts";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { type EventLine, isOf, ofContainer } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms, rootFolder } from "../workload/programs.ts";
import { CTR_IMAGE } from "../workload/subjects.ts";
import { endWell, IMAGE, newContainer, randomName } from "../workload/tracing.ts";

/** Runs leaf every 50 ms. */
const WORK = ["/bin/sh", "-c", "while :; do /bin/leaf exit 0; /bin/sleep 0.05; done"];

/** Waits for `count` more execs in a container, and gives them. */
async function moreOf(ctrack: Ctrack, id: string, count = 3): Promise<readonly EventLine[]> {
  const isMine = (line: EventLine) => ofContainer(id)(line) && isOf("exec", "leaf")(line);
  const seen = ctrack.events.filter(isMine).length;
  return (await ctrack.until("execs", isMine, seen + count)).slice(seen);
}

/** Starts a container that works until it is removed. */
async function startWork(dockerd: Dockerd, name: string): Promise<string> {
  return await dockerd.run(newContainer("run", name, "-d", IMAGE, ...WORK));
}

/** The names under which a container's lines came, apart from those that nobody knew. */
function namesOf({ events }: Ctrack, id: string): readonly string[] {
  const names = events.filter(ofContainer(id)).map(({ container }) => container?.name ?? "");
  return [...new Set(names)];
}

await e2eTest(
  "ctrack mixes up no containers when another Docker takes the socket",
  ["tracing", "programs", "dockerd"],
  async () => {
    await using first = await startDockerd({ args: ["--live-restore"] });
    await using second = await startDockerd({ args: ["--live-restore"] });
    for (const dockerd of [first, second]) await importPrograms(dockerd, IMAGE);
    const socket = `${first.folder}/either`;
    await Deno.symlink(first.socket, socket);
    // Both have one of this name.
    const shared = randomName("both");
    const ours = await startWork(first, shared);
    const theirs = await startWork(second, shared);
    await using ctrack = await startCtrack(["-o", "json", "--docker-socket", socket]);
    const labels = async (id: string) =>
      (await moreOf(ctrack, id)).map(({ container }) => [container?.name, container?.label].join());
    assertEquals(new Set(await labels(ours)), new Set([`${shared},ok`]));
    assertEquals(new Set(await labels(theirs)), new Set([",unknown"]));

    await Deno.remove(socket);
    await Deno.symlink(second.socket, socket);
    Deno.kill(first.pid, "SIGKILL");
    await first.halt();
    await ctrack.untilStderr(/warning: docker does not answer/);
    await ctrack.until(
      "the other one's name",
      (line) => ofContainer(theirs)(line) && line.action === "label",
    );
    // What was known stays known: it runs still.
    assertEquals(new Set(await labels(ours)), new Set([`${shared},ok`]));
    assertEquals(new Set(await labels(theirs)), new Set([`${shared},ok`]));
    const fresh = randomName("fresh");
    const id = await startWork(second, fresh);
    assertEquals(new Set(await labels(id)), new Set([`${fresh},ok`]));

    await endWell(ctrack);
    assertEquals([ours, theirs, id].map((each) => namesOf(ctrack, each)), [
      [shared],
      ["", shared],
      [fresh],
    ]);
    assertEquals(ctrack.stderr.filter((line) => line.includes("warning")).length, 1);
    await second.run(["rm", "-f", shared, fresh]);
  },
);

await e2eTest(
  "ctrack goes on when containerd is killed",
  ["tracing", "programs", "containerd"],
  async () => {
    await using root = await rootFolder();
    await using containerd = await startContainerd();
    await containerd.importFolder(CTR_IMAGE, root.path);
    const flags = ["--containerd-socket", containerd.socket];
    await using ctrack = await startCtrack(["-o", "json", "-c", "ctd-*", ...flags]);
    const start = async (word: string): Promise<CtrContainer> => {
      const container = { id: randomName(`ctd-${word}`), command: WORK, image: CTR_IMAGE };
      await containerd.start(container);
      return container;
    };
    const isOk = (lines: readonly EventLine[], { id }: CtrContainer) => {
      for (const { container } of lines) {
        assertEquals([container?.name, container?.label], [id, "ok"]);
      }
    };
    const old = await start("old");
    isOk(await moreOf(ctrack, old.id), old);
    for (let times = 0; times < 2; times++) {
      Deno.kill(containerd.pid, "SIGKILL");
      await containerd.halt();
      await ctrack.untilStderr(/warning: containerd does not answer/);
      isOk(await moreOf(ctrack, old.id), old);
      await containerd.resume();
      const fresh = await start("fresh");
      isOk(await moreOf(ctrack, fresh.id), fresh);
      await containerd.remove(fresh.id);
    }
    isOk(await moreOf(ctrack, old.id), old);
    await containerd.remove(old.id);
    const { stderr } = await endWell(ctrack);
    const told = stderr.filter((line) => line.includes("warning"));
    assertEquals(told.map((line) => /containerd does not answer/.test(line)), told.map(() => true));
  },
);
