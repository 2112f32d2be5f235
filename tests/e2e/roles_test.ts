import { assert, assertEquals } from "@std/assert";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { type EventLine, isOf, ofContainer, wordsOf } from "../workload/event_line.ts";
import { FAMILY, processWords } from "../workload/known_work.ts";
import { e2eTest } from "../workload/needs.ts";
import { command, copyPrograms, importPrograms } from "../workload/programs.ts";
import {
  endWell,
  IMAGE,
  newContainer,
  randomName,
  startTracing,
  untilLogged,
} from "../workload/tracing.ts";

/** A container that runs already. */
interface Running {
  readonly id: string;
  readonly name: string;
  /** Its first process, as the host counts. */
  readonly pid: number;
}

async function startWaiting(dockerd: Dockerd): Promise<Running> {
  const name = randomName("roles");
  const id = await dockerd.run(newContainer("run", name, "-d", IMAGE, "/bin/act", "wait"));
  await untilLogged(dockerd, name, 1);
  return { id, name, pid: Number(await dockerd.run(["inspect", "-f", "{{.State.Pid}}", name])) };
}

/** The lines of a container about processes with this word as their last argument, and their ends. */
function marked(events: readonly EventLine[], id: string, mark: string): EventLine[] {
  const isMarked = ({ process }: EventLine) => process?.command_args?.at(-1) === mark;
  const pids = new Set(events.filter(isMarked).map(({ process }) => process?.pid));
  return events.filter((line) => ofContainer(id)(line) && pids.has(line.process?.pid));
}

async function execIsSeen(dockerd: Dockerd): Promise<void> {
  const { id, name } = await startWaiting(dockerd);
  await using ctrack = await startTracing(dockerd);
  await dockerd.run(["exec", name, ...FAMILY.args(name)]);
  await dockerd.run(["rm", "-f", name]);
  await ctrack.until(
    "the end of the container",
    (line) => ofContainer(id)(line) && line.action === "destroy",
  );
  await ctrack.until(
    "the end of its first process",
    (line) => ofContainer(id)(line) && isOf("exit", "act")(line),
    2,
  );
  const { events } = await endWell(ctrack, name);
  assertEquals(processWords(events.filter(ofContainer(id))), [
    ...FAMILY.words(name).map((words) => words.replace(" init ", " exec ")),
    "exit init act SIGKILL",
  ]);
}

/** A process of the host in the container's namespaces keeps the host's cgroup. */
async function nsenterIsSeen(dockerd: Dockerd): Promise<void> {
  const { id, name, pid } = await startWaiting(dockerd);
  await using ctrack = await startTracing(dockerd);
  const mark = randomName("entered");
  const into = ["--target", String(pid), "--mount", "--pid", "--net", "--ipc", "--uts"];
  await command("nsenter", [...into, ...FAMILY.args(mark)]);
  await ctrack.until(
    "the end of act",
    (line) => ofContainer(id)(line) && isOf("exit", "act")(line),
  );
  const { events } = await endWell(ctrack, name);
  const mine = marked(events, id, mark);
  const ends = mine.filter(({ event }) => event !== "fork").map(wordsOf);
  assertEquals(
    ends,
    FAMILY.words(mark).filter((words) => !words.startsWith("fork"))
      .map((words) => words.replace(/ (init|child) /, " entered ")),
  );
  for (const { container, cgroup } of mine) {
    assertEquals([container?.name, container?.label], [name, "ok"]);
    assert(!cgroup?.path?.includes(id), "its cgroup is the one of its caller");
  }
  await dockerd.run(["rm", "-f", name]);
}

/** A process that is put into the container's cgroup by hand, and runs a program of the host there. */
async function movedProcessIsSeen(dockerd: Dockerd): Promise<void> {
  await using programs = await copyPrograms();
  const { id, name, pid } = await startWaiting(dockerd);
  await using ctrack = await startTracing(dockerd);
  const mark = randomName("moved");
  const procs = `${await cgroupFolder(pid)}/cgroup.procs`;
  await command(programs.act, ["in", procs, programs.leaf, "exit", "5", mark])
    .catch((error) => assert(String(error).includes("failed (5)"), String(error)));
  await ctrack.until(
    "the end of leaf",
    (line) => ofContainer(id)(line) && isOf("exit", "leaf")(line),
  );
  const { events } = await endWell(ctrack, name);
  assertEquals(marked(events, id, mark).map(wordsOf), [
    `exec entered ${programs.leaf} exit 5 ${mark}`,
    "exit entered leaf 5",
  ]);
  await dockerd.run(["rm", "-f", name]);
}

/** The folder of the cgroup by which a process counts: that of v1's `pids`, else of v2. */
async function cgroupFolder(pid: number): Promise<string> {
  const lines = await command("cat", [`/proc/${pid}/cgroup`]);
  const v1 = /^\d+:pids:(.*)$/m.exec(lines)?.[1];
  return v1 === undefined
    ? `/sys/fs/cgroup${/^0::(.*)$/m.exec(lines)?.[1]}`
    : `/sys/fs/cgroup/pids${v1}`;
}

/** The runtime's own work is left out, counted, and shown when asked for; the rest is the same. */
async function runtimeIsFolded(dockerd: Dockerd): Promise<void> {
  const name = randomName("folded");
  await using folded = await startTracing(dockerd);
  await using shown = await startTracing(dockerd, "--runtime-internals");
  const id = await dockerd.run(newContainer("create", name, IMAGE, ...FAMILY.args(name)));
  await dockerd.run(["start", "-a", name]);
  await dockerd.run(["rm", name]);
  const isGone = (line: EventLine) => ofContainer(id)(line) && line.action === "destroy";
  const isEnd = (line: EventLine) => ofContainer(id)(line) && isOf("exit", "act")(line);
  for (const ctrack of [folded, shown]) {
    await ctrack.until("the end of the container", isGone);
    await ctrack.until("the end of act", isEnd);
  }
  const mine = ({ events }: { readonly events: readonly EventLine[] }) =>
    events.filter((line) => ofContainer(id)(line) && line.process !== undefined);
  const few = mine(await endWell(folded, name));
  const all = mine(await endWell(shown, name));
  const internals = all.filter(({ process }) => process?.role === "runtime");
  assertEquals(few.map(wordsOf), FAMILY.words(name));
  assertEquals(all.filter((line) => !internals.includes(line)).map(wordsOf), few.map(wordsOf));
  assert(internals.length > 0, "runc comes by on its way into the container");
  for (const { process } of internals) {
    assert(/^(runc|exe$)/.test(process?.command ?? ""), `${process?.command} is the runtime's`);
  }
}

await e2eTest(
  "ctrack tells how each process came into its container",
  ["tracing", "programs", "dockerd", "program:nsenter"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    const steps = {
      "docker exec: exec, and its children child": execIsSeen,
      "nsenter: entered, in the caller's cgroup": nsenterIsSeen,
      "moved by hand: entered": movedProcessIsSeen,
      "runc on its way in: left out unless asked for": runtimeIsFolded,
    };
    for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(dockerd));
  },
);
