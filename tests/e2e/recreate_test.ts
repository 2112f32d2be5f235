import { assertEquals } from "@std/assert";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { type EventLine, isOf, ofContainer, wordsOf } from "../workload/event_line.ts";
import { FAMILY, processWords } from "../workload/known_work.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { startCtrack } from "../workload/ctrack.ts";
import { endWell, IMAGE, newContainer, randomName, startTracing } from "../workload/tracing.ts";

const TIMES = 10;
/** An image like the other, so that who is taken for whom can be seen. */
const OTHER_IMAGE = "others:2.0";

/** Lives of one name, each in a container of its own: each event is of its own one. */
async function recreates(dockerd: Dockerd): Promise<void> {
  const name = randomName("same");
  await using ctrack = await startTracing(dockerd);
  const lives: { id: string; image: string; mark: string }[] = [];
  for (let i = 0; i < TIMES; i++) {
    const image = i % 2 === 0 ? IMAGE : OTHER_IMAGE;
    const mark = `${name}-${i}`;
    const id = await dockerd.run(newContainer("create", name, image, ...FAMILY.args(mark)));
    await dockerd.run(["start", "-a", name]);
    await dockerd.run(["rm", name]);
    lives.push({ id, image, mark });
  }
  const last = lives.at(-1)?.id ?? "";
  await ctrack.until(
    "the end of the last act",
    (line) => ofContainer(last)(line) && isOf("exit", "act")(line),
  );
  const { events } = await endWell(ctrack, name);
  for (const { id, image, mark } of lives) {
    const mine = events.filter((line) => ofContainer(id)(line) && line.process !== undefined);
    assertEquals(mine.map(wordsOf), FAMILY.words(mark));
    for (const { container } of mine) {
      assertEquals([container?.name, container?.image?.name], [name, image]);
    }
  }
}

/** Programs in the storm: their lines are more than what waits for a reader, so that most is still unread. */
const STORM = 4000;

/**
 * A container's events are read only when it is long gone and another one has its name: they are its own all
 * the same.
 */
async function isReadLate(dockerd: Dockerd): Promise<void> {
  const name = randomName("late");
  const gate = Promise.withResolvers<void>();
  await using ctrack = await startCtrack(
    ["-o", "json", "--docker-socket", dockerd.socket, "-e", "exec,exit", "--buffer-size=64M"],
    { readFrom: gate.promise },
  );
  const lives: string[] = [];
  for (const image of [IMAGE, OTHER_IMAGE]) {
    const id = await dockerd.run(
      newContainer("create", name, image, "/bin/act", "storm", String(STORM), "/bin/leaf"),
    );
    lives.push(id);
    await dockerd.run(["start", "-a", name]);
    await dockerd.run(["rm", name]);
  }
  gate.resolve();
  const isEnd = ({ container, ...line }: EventLine) =>
    lives.includes(container?.id ?? "") && isOf("exit", "act")(line);
  await ctrack.until("the ends of both", isEnd, 2);
  const { events } = await endWell(ctrack, name);
  for (const [index, id] of lives.entries()) {
    const mine = events.filter((line) => ofContainer(id)(line) && line.process !== undefined);
    assertEquals(mine.length, 2 * (STORM + 1));
    const image = { name: index === 0 ? IMAGE : OTHER_IMAGE };
    const others = mine.filter(({ container }) =>
      container?.name !== name || container.label !== "ok" || container.image?.name !== image.name
    );
    assertEquals(others, []);
  }
}

/** Two containers that swap their names while both run: right at each moment. */
async function swapNames(dockerd: Dockerd): Promise<void> {
  const [one, two, between] = [randomName("one"), randomName("two"), randomName("between")];
  const ids: string[] = [];
  for (const name of [one, two]) {
    ids.push(await dockerd.run(newContainer("run", name, "-d", IMAGE, "/bin/act", "wait")));
  }
  await using ctrack = await startTracing(dockerd);
  const isMine = ({ container }: EventLine) => ids.includes(container?.id ?? "");
  const mark = async (word: string) => {
    for (const id of ids) await dockerd.run(["exec", id, "/bin/leaf", "exit", "0", word]);
    await ctrack.until(
      "their ends",
      (line) => isMine(line) && isOf("exit", "leaf")(line),
      word === "before" ? 2 : 4,
    );
  };
  await mark("before");
  await dockerd.run(["rename", one, between]);
  await dockerd.run(["rename", two, one]);
  await dockerd.run(["rename", between, two]);
  await ctrack.until(
    "the renames",
    ({ action, container }) => action === "rename" && ids.includes(container?.id ?? ""),
    3,
  );
  await mark("after");
  await dockerd.run(["rm", "-f", ...ids]);
  const { events } = await endWell(ctrack, one, two);
  const seen = events.filter(isMine).filter(isOf("exec", "leaf")).map(({ container, process }) => [
    ...[container?.id, container?.name, process?.command_args?.at(-1)],
  ]);
  assertEquals(seen, [
    [ids[0], one, "before"],
    [ids[1], two, "before"],
    [ids[0], two, "after"],
    [ids[1], one, "after"],
  ]);
}

/** A stopped container that is started again: the same id, another process, the same path, another cgroup. */
async function startsAgain(dockerd: Dockerd): Promise<void> {
  const name = randomName("twice");
  await using ctrack = await startTracing(dockerd);
  const id = await dockerd.run(newContainer("create", name, IMAGE, ...FAMILY.args(name)));
  for (let i = 0; i < TIMES; i++) await dockerd.run(["start", "-a", name]);
  await dockerd.run(["rm", name]);
  await ctrack.until(
    "all ends",
    (line) => ofContainer(id)(line) && isOf("exit", "act")(line),
    TIMES,
  );
  const { events } = await endWell(ctrack, name);
  const expected = Array.from({ length: TIMES }, () => FAMILY.words(name)).flat();
  assertEquals(processWords(events.filter(ofContainer(id))), expected);
}

await e2eTest(
  "ctrack knows containers of one name apart",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await importPrograms(dockerd, OTHER_IMAGE);
    const steps = {
      "made again and again": recreates,
      "made again while events of the first one are unread": isReadLate,
      "names swapped while both run": swapNames,
      "one container started again and again": startsAgain,
    };
    for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(dockerd));
  },
);
