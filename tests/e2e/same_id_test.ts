import { assertEquals } from "@std/assert";
import { startContainerd } from "../workload/containerd.ts";
import { startCtrack } from "../workload/ctrack.ts";
import { type EventLine, wordsOf } from "../workload/event_line.ts";
import { FAMILY } from "../workload/known_work.ts";
import { prepareLxc } from "../workload/lxc.ts";
import { e2eTest } from "../workload/needs.ts";
import { startPodman } from "../workload/podman.ts";
import { rootFolder } from "../workload/programs.ts";
import { prepareOciRuntime } from "../workload/runc.ts";
import { CTR_IMAGE } from "../workload/subjects.ts";
import { endWell, IMAGE, randomName } from "../workload/tracing.ts";

const LIVES = 10;

/** Runs a container of this name; `life` counts them. Gives the image that its lines must show, if any. */
type Live = (name: string, life: number, args: readonly string[]) => Promise<string | undefined>;

/**
 * One container after the other with the same name, and with the same id and path where the runtime takes
 * the one for the other. Each program has a word of its own, so that what is whose can be told.
 */
async function areApart(flags: readonly string[], live: Live): Promise<void> {
  const name = randomName("again");
  await using ctrack = await startCtrack(["-o", "json", ...flags]);
  const marks = Array.from({ length: LIVES }, (_, life) => `${name}-${life}`);
  const images: (string | undefined)[] = [];
  for (const [life, mark] of marks.entries()) {
    images.push(await live(name, life, FAMILY.args(mark)));
  }
  const isMine = ({ container, process }: EventLine) =>
    container?.name === name && process !== undefined;
  await ctrack.until(
    "the last end",
    (line) => isMine(line) && line.event === "exit" && line.process?.role === "init",
    LIVES,
  );
  const { events } = await endWell(ctrack, name);
  const mine = events.filter(isMine);
  assertEquals(mine.map(wordsOf), marks.flatMap(FAMILY.words));
  const ends = new Set(mine.map(({ container }) => container?.id));
  assertEquals([1, LIVES].includes(ends.size), true);
  const perLife = mine.length / LIVES;
  for (const [index, { container }] of mine.entries()) {
    const image = images[Math.floor(index / perLife)];
    if (image !== undefined) assertEquals(container?.image?.name, image);
  }
}

await e2eTest(
  "ctrack knows containers of one name and one id apart",
  ["tracing", "programs", "containerd", "podman", "program:runc", "program:lxc-start"],
  async (t) => {
    await using root = await rootFolder();

    await t.step("runc: the same id in the same cgroup", async () => {
      await using runc = await prepareOciRuntime("runc", root.path);
      await areApart([], async (name, _, args) => {
        assertEquals((await runc.run(name, args)).code, 0);
        return undefined;
      });
    });

    await t.step("runc: the same id in another cgroup each time", async () => {
      await using runc = await prepareOciRuntime("runc", root.path);
      await areApart([], async (name, life, args) => {
        const cgroup = `/ctrack-same-${life}/${name}`;
        assertEquals((await runc.run(name, args, { cgroup })).code, 0);
        return undefined;
      });
    });

    await t.step("containerd: the same id, another image each time", async () => {
      await using containerd = await startContainerd();
      const images = [CTR_IMAGE, "ctrack.test/others:2"];
      for (const image of images) await containerd.importFolder(image, root.path, ["default"]);
      await areApart(["--containerd-socket", containerd.socket], async (name, life, args) => {
        const image = images[life % 2] ?? "";
        assertEquals((await containerd.once({ id: name, image, command: args })).code, 0);
        return image;
      });
    });

    await t.step("podman: the same name, another image each time", async () => {
      await using podman = await startPodman();
      const images = [IMAGE, "others:2.0"];
      for (const image of images) {
        await podman.importBusybox(image, [root.programs.act, root.programs.leaf]);
      }
      await areApart([], async (name, life, args) => {
        const image = images[life % 2] ?? "";
        await podman.run(["run", "--rm", "--name", name, image, ...args]);
        return `localhost/${image}`;
      });
    });

    await t.step("lxc: the same name in the same cgroup", async () => {
      await using lxc = await prepareLxc(root.path);
      await areApart([], async (name, _, args) => {
        assertEquals((await lxc.run(name, args)).code, 0);
        return undefined;
      });
    });
  },
);
