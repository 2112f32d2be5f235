import { assertEquals } from "@std/assert";
import { startCtrack } from "../workload/ctrack.ts";
import { ofContainer } from "../workload/event_line.ts";
import { actionsOf, processWords } from "../workload/known_work.ts";
import { e2eTest } from "../workload/needs.ts";
import { type Podman, startPodman } from "../workload/podman.ts";
import { copyPrograms } from "../workload/programs.ts";
import { endWell, IMAGE, randomName } from "../workload/tracing.ts";

/** Where podman's events come from: the socket of its service, or its log. */
const SOURCES: Readonly<Record<string, (podman: Podman) => Promise<readonly string[]>>> = {
  "by its socket": async (podman) => {
    await podman.startService();
    return ["--podman-socket", podman.socket];
  },
  "by its log": () => Promise.resolve([]),
};

async function isTold(podman: Podman, flags: readonly string[]): Promise<void> {
  const before = randomName("eventful");
  const after = randomName("renamed");
  // Where nothing of podman's runs, nothing tells ctrack where this one has its log.
  const guide = randomName("guide");
  await podman.run(["run", "--detach", "--name", guide, IMAGE, "/bin/act", "wait"]);
  await using ctrack = await startCtrack(["-o", "json", ...flags]);
  const id = await podman.run(["run", "--detach", "--name", before, IMAGE, "/bin/act", "wait"]);
  await podman.run(["pause", before]);
  await podman.run(["unpause", before]);
  await podman.run(["rename", before, after]);
  const { code } = await podman.podman(["exec", after, "/bin/leaf", "exit", "5"]);
  assertEquals(code, 5);
  await podman.run(["kill", after]);
  await podman.run(["wait", after]);
  await podman.run(["rm", "--force", after]);
  await ctrack.until("its removal", (line) => ofContainer(id)(line) && line.action === "destroy");
  const { events } = await endWell(ctrack, before, after);
  const mine = events.filter(ofContainer(id));
  const told = actionsOf(mine);
  // podman kills and starts in its own words, which differ between its versions.
  const sure = ["create", "start", "pause", "unpause", "rename", "exec", "die", "destroy"];
  assertEquals(told.filter((action) => sure.includes(action ?? "")), sure);
  const of = (action: string) => mine.find((line) => line.action === action)?.container;
  assertEquals(of("die")?.exit?.code, 137);
  assertEquals([of("pause")?.name, of("rename")?.name, of("die")?.name], [before, after, after]);
  assertEquals(processWords(mine), [
    "exec init /bin/act wait",
    ...["exec exec /bin/leaf exit 5", "exit exec leaf 5"],
    "exit init act SIGKILL",
  ]);
  await podman.run(["rm", "--force", guide]);
}

/** A pod's containers, and the one that only holds its namespaces. */
async function podIsSeen(podman: Podman): Promise<void> {
  const pod = randomName("pair");
  const name = randomName("member");
  await using ctrack = await startCtrack(["-o", "json"]);
  // Its image is built in, and made at once of a program of podman's.
  const { code } = await podman.podman(["pod", "create", "--name", pod, "--infra=false"]);
  assertEquals(code, 0);
  const id = await podman.run(["create", "--pod", pod, "--name", name, IMAGE, "/bin/leaf", "none"]);
  await podman.run(["start", "--attach", name]);
  await ctrack.until("its end", (line) => ofContainer(id)(line) && line.event === "exit");
  const { events } = await endWell(ctrack, name);
  const mine = events.filter((line) => ofContainer(id)(line) && line.process !== undefined);
  assertEquals(processWords(mine), ["exec init /bin/leaf none", "exit init leaf 0"]);
  await podman.run(["pod", "rm", "--force", pod]);
}

for (const as of ["root", "rootless"] as const) {
  await e2eTest(
    `ctrack tells the life of podman's containers (${as})`,
    ["tracing", "programs", "podman"],
    async (t) => {
      await using programs = await copyPrograms();
      await using podman = await startPodman({ as });
      await podman.importBusybox(IMAGE, [programs.act, programs.leaf]);
      for (const [what, flagsOf] of Object.entries(SOURCES)) {
        // Without a cgroup of its own a container cannot be paused.
        if (as === "rootless") continue;
        await t.step(what, async () => {
          await isTold(podman, await flagsOf(podman));
          await podman.stopService();
        });
      }
      await t.step("in a pod", () => podIsSeen(podman));
    },
  );
}
