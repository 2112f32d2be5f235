import { assertEquals } from "@std/assert";
import { startContainerd } from "../workload/containerd.ts";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import { type EventLine, ofContainer, wordsOf } from "../workload/event_line.ts";
import { prepareLxc } from "../workload/lxc.ts";
import { e2eTest } from "../workload/needs.ts";
import { startPodman } from "../workload/podman.ts";
import { rootFolder } from "../workload/programs.ts";
import { prepareOciRuntime } from "../workload/runc.ts";
import { CTR_IMAGE } from "../workload/subjects.ts";
import { endWell, IMAGE, randomName } from "../workload/tracing.ts";

/** A program that is sent into a running container by its runtime, and what the lines must say. */
interface Visit {
  readonly id: string;
  readonly name: string;
  readonly runtime: string;
  readonly send: (args: readonly string[]) => Promise<unknown>;
}

/** Programs of each visit. */
const VISITS = 10;

/** Lines about the processes that have this word as their last argument, and their ends. */
function marked({ events }: Pick<Ctrack, "events">, mark: string): EventLine[] {
  const isMarked = ({ process }: EventLine) => process?.command_args?.at(-1) === mark;
  const isProgram = ({ process }: EventLine) => process?.executable?.path === "/bin/leaf";
  const pids = new Set(
    events.filter((line) => isMarked(line) && isProgram(line)).map(({ process }) => process?.pid),
  );
  return events.filter((line) => pids.has(line.process?.pid) && line.event !== "fork");
}

/** Each program is an `exec` of its container: seen as it begins, labelled at once. */
async function areExecs(flags: readonly string[], visit: Visit): Promise<void> {
  const { id, name, runtime, send } = visit;
  const mark = randomName("visit");
  await using ctrack = await startCtrack(["-o", "json", ...flags]);
  for (let i = 0; i < VISITS; i++) await send(["/bin/leaf", "exit", "0", mark]);
  await ctrack.until(
    "the ends",
    ({ event, process, container }) =>
      event === "exit" && process?.command === "leaf" && container?.id === id,
    VISITS,
  );
  const mine = marked(await endWell(ctrack, name), mark);
  const expected = Array.from({ length: VISITS }, () => [
    `exec exec /bin/leaf exit 0 ${mark}`,
    "exit exec leaf 0",
  ]);
  assertEquals(mine.map(wordsOf), expected.flat());
  assertEquals(mine.filter((line) => !ofContainer(id)(line)), []);
  for (const { container } of mine) {
    assertEquals([container?.name, container?.runtime, container?.label], [name, runtime, "ok"]);
  }
}

await e2eTest(
  "podman exec is seen in its container",
  ["tracing", "programs", "podman"],
  async (t) => {
    await using root = await rootFolder();
    for (const as of ["root", "rootless"] as const) {
      await using podman = await startPodman({ as });
      await podman.importBusybox(IMAGE, [root.programs.act, root.programs.leaf]);
      const name = randomName(as);
      const id = await podman.run(["run", "-d", "--name", name, IMAGE, "/bin/act", "wait"]);
      const send = (args: readonly string[]) => podman.run(["exec", name, ...args]);
      await t.step(as, () => areExecs([], { id, name, runtime: "podman", send }));
    }
  },
);

await e2eTest("ctr tasks exec is seen in its container", [
  ...["tracing", "programs", "containerd"] as const,
], async () => {
  await using root = await rootFolder();
  await using containerd = await startContainerd();
  await containerd.importFolder(CTR_IMAGE, root.path);
  const id = randomName("ctr");
  await containerd.start({ id, command: ["/bin/act", "wait"], image: CTR_IMAGE });
  const send = (args: readonly string[]) =>
    containerd.run(["tasks", "exec", "--exec-id", randomName("exec"), id, ...args]);
  const flags = ["--containerd-socket", containerd.socket];
  await areExecs(flags, { id, name: id, runtime: "containerd", send });
});

await e2eTest("runc exec is seen in its container", [
  ...["tracing", "programs", "program:runc"] as const,
], async () => {
  await using root = await rootFolder();
  await using runc = await prepareOciRuntime("runc", root.path, { stateFolder: "/run/runc" });
  const id = randomName("runc");
  await runc.start(id, ["/bin/act", "wait"]);
  const send = (args: readonly string[]) => runc.exec(id, args);
  await areExecs([], { id, name: id, runtime: "runc", send });
});

await e2eTest("lxc-attach is seen in its container", [
  ...["tracing", "programs", "program:lxc-attach"] as const,
], async () => {
  await using root = await rootFolder();
  await using lxc = await prepareLxc(root.path);
  const name = randomName("lxc");
  await lxc.start(name, ["/bin/act", "wait"]);
  const send = (args: readonly string[]) => lxc.attach(name, args);
  await areExecs([], { id: name, name, runtime: "lxc", send });
});
