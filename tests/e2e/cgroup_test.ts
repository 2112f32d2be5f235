import { assertEquals } from "@std/assert";
import { makeContainerCgroup } from "../bench/container_cgroup.ts";
import { startCtrack } from "../workload/ctrack.ts";
import { type EventLine, processOf } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { command, copyPrograms } from "../workload/programs.ts";

const FLAGS = ["-o", "json", "--docker-socket", "/no/such/socket"];

function isIn(id: string): (line: EventLine) => boolean {
  return ({ cgroup }) => cgroup?.path?.endsWith(id) === true;
}

function actions(lines: readonly EventLine[]): (string | undefined)[] {
  return lines.map(({ event, action }) => action ?? event);
}

await e2eTest("ctrack follows cgroups", ["tracing", "programs"], async (t) => {
  await using programs = await copyPrograms();

  await t.step("create, a process moved by hand, remove, release", async () => {
    await using ctrack = await startCtrack([...FLAGS, "-e", "cgroup"]);
    const { id, pid, ino } = await (async () => {
      await using cgroup = await makeContainerCgroup();
      const child = new Deno.Command(programs.act, { args: ["wait"], stdout: "null" }).spawn();
      await Deno.writeTextFile(cgroup.procs, String(child.pid));
      child.kill("SIGKILL");
      await child.status;
      return { id: cgroup.id, pid: child.pid, ino: (await Deno.stat(cgroup.path)).ino };
    })();
    await ctrack.until("its release", (line) => isIn(id)(line) && line.action === "release");
    const { code, events } = await ctrack.stop();
    const mine = events.filter(isIn(id));
    assertEquals([code, actions(mine)], [130, ["create", "attach", "remove", "release"]]);
    for (const { cgroup, container } of mine) {
      assertEquals(cgroup?.path, `/docker/${id}`);
      assertEquals(cgroup?.id, ino);
      assertEquals([container?.id, container?.kind], [id, "docker"]);
    }
    assertEquals(processOf(mine[1]).pid, pid);
  });

  await t.step("a cgroup that was there before is seen before its first event", async () => {
    await using cgroup = await makeContainerCgroup();
    const { ino } = await Deno.stat(cgroup.path);
    await using ctrack = await startCtrack([...FLAGS, "-e", "cgroup,exec,exit"]);
    await command(programs.act, ["in", cgroup.procs, programs.leaf, "exit", "0"]);
    await ctrack.until("the end", (line) => isIn(cgroup.id)(line) && line.event === "exit");
    const { events } = await ctrack.stop();
    const mine = events.filter(isIn(cgroup.id));
    assertEquals(actions(mine), ["seen", "attach", "exec", "exit"]);
    assertEquals(new Set(mine.map((line) => line.cgroup?.id)), new Set([ino]));
  });

  await t.step("a nested cgroup belongs to the container around it", async () => {
    await using cgroup = await makeContainerCgroup();
    const nested = `${cgroup.path}/worker`;
    await Deno.mkdir(nested);
    try {
      await using ctrack = await startCtrack([...FLAGS, "-e", "exec,exit"]);
      await command(programs.act, ["in", `${nested}/cgroup.procs`, programs.leaf, "exit", "0"]);
      await ctrack.until("the end", (line) => isIn("worker")(line) && line.event === "exit");
      const { events } = await ctrack.stop();
      for (const line of events.filter(isIn(`${cgroup.id}/worker`))) {
        assertEquals(line.container?.id, cgroup.id);
      }
      assertEquals(actions(events.filter(isIn("worker"))), ["exec", "exit"]);
    } finally {
      // A cgroup stays busy for a moment after its last process.
      while (
        !(await new Deno.Command("rmdir", { args: [nested], stderr: "null" }).output()).success
      );
    }
  });
});
