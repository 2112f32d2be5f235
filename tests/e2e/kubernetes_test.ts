import { assertEquals } from "@std/assert";
import { type Containerd, startContainerd } from "../workload/containerd.ts";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import { type EventLine, isOf, ofContainer } from "../workload/event_line.ts";
import { actionsOf, FAMILY, processWords } from "../workload/known_work.ts";
import { e2eTest } from "../workload/needs.ts";
import { rootFolder } from "../workload/programs.ts";
import { endWell, randomName } from "../workload/tracing.ts";

const IMAGE = "ctrack.test/acts:1";
const NAMESPACE = "shop";

/** Where the names come from: the API, or files alone. */
const SOURCES: Readonly<Record<string, (containerd: Containerd) => readonly string[]>> = {
  "by containerd's socket": ({ socket }) => ["--containerd-socket", socket],
  "by its CRI": ({ socket }) => ["--cri-socket", socket],
  "by its state files": ({ state }) => [
    ...["--containerd-socket", "/no/such/socket", "--containerd-state", state],
  ],
};

function linesOf({ events }: Pick<Ctrack, "events">, id: string): EventLine[] {
  return events.filter((line) => ofContainer(id)(line) && line.process !== undefined);
}

async function podIsSeen(containerd: Containerd, flags: readonly string[]): Promise<void> {
  const pod = randomName("web");
  const names = ["app", "sidecar"];
  await using ctrack = await startCtrack(["-o", "json", ...flags]);
  const running = await containerd.pods.run({ name: pod, namespace: NAMESPACE });
  const ids = [];
  for (const name of names) {
    const command = FAMILY.args(name);
    ids.push(await running.run({ name, command, image: IMAGE }));
  }
  for (const id of ids) {
    await ctrack.until(
      "the end of act",
      (line) => ofContainer(id)(line) && isOf("exit", "act")(line),
    );
  }
  await running.remove();
  await ctrack.until(
    "the end of the pod",
    (line) =>
      ofContainer(running.id)(line) && line.event === "exit" && line.process?.role === "init",
  );
  const { events } = await endWell(ctrack);

  for (const [index, id] of ids.entries()) {
    const name = names[index] ?? "";
    const mine = linesOf({ events }, id);
    assertEquals(processWords(mine), FAMILY.words(name));
    for (const { container, k8s, cgroup } of mine) {
      assertEquals([container?.label, container?.image?.name], ["ok", IMAGE]);
      assertEquals([container?.kind, container?.sandbox], ["kubernetes", undefined]);
      assertEquals(k8s, {
        namespace: { name: NAMESPACE },
        pod: { name: pod, uid: running.uid },
        container: { name },
      });
      assertEquals(cgroup?.path, `${running.cgroup}/${id}`);
    }
  }
  const pause = linesOf({ events }, running.id);
  assertEquals(processWords(pause).map((words) => words.split(" ").slice(0, 3).join(" ")), [
    "exec init /bin/sleep",
    "exit init sleep",
  ]);
  for (const { container, k8s } of pause) {
    assertEquals([container?.label, container?.sandbox], ["ok", true]);
    assertEquals(k8s?.pod, { name: pod, uid: running.uid });
  }
}

/** A container that kubelet starts anew has another id and the same name; exec by CRI; its end is told. */
async function restartIsSeen(containerd: Containerd): Promise<void> {
  const pod = randomName("again");
  await using ctrack = await startCtrack(
    ["-o", "json", "--containerd-socket", containerd.socket],
  );
  const running = await containerd.pods.run({ name: pod, namespace: NAMESPACE });
  const ids: string[] = [];
  for (const attempt of [0, 1]) {
    const id = await running.run({
      ...{ name: "app", attempt, image: IMAGE },
      command: ["/bin/act", "wait"],
    });
    ids.push(id);
    await containerd.pods.exec(id, ["/bin/leaf", "exit", "0", `try-${attempt}`]);
    await containerd.pods.stopContainer(id);
    await containerd.pods.removeContainer(id);
  }
  await running.remove();
  for (const id of ids) {
    await ctrack.until("its removal", (line) => ofContainer(id)(line) && line.action === "destroy");
    await ctrack.until("its end", (line) => ofContainer(id)(line) && isOf("exit", "act")(line));
  }
  const { events } = await endWell(ctrack);
  for (const [attempt, id] of ids.entries()) {
    const mine = linesOf({ events }, id);
    assertEquals(processWords(mine).slice(0, 3), [
      "exec init /bin/act wait",
      `exec exec /bin/leaf exit 0 try-${attempt}`,
      "exit exec leaf 0",
    ]);
    for (const { container, k8s } of mine) {
      assertEquals([container?.label, k8s?.pod?.name, k8s?.container?.name], ["ok", pod, "app"]);
    }
    const actions = actionsOf(events.filter(ofContainer(id)));
    assertEquals(
      ["create", "start", "exec", "die", "destroy"].filter((action) => !actions.includes(action)),
      [],
    );
  }
}

await e2eTest(
  "ctrack knows the containers of Kubernetes pods, real ones by CRI",
  ["tracing", "programs", "containerd"],
  async (t) => {
    await using root = await rootFolder();
    await using containerd = await startContainerd();
    await containerd.importFolder(IMAGE, root.path);
    for (const [what, flagsOf] of Object.entries(SOURCES)) {
      await t.step(`a pod ${what}`, () => podIsSeen(containerd, flagsOf(containerd)));
    }
    await t.step("a container that is started anew", () => restartIsSeen(containerd));
  },
);
