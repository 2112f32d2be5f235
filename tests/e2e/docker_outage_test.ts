import { assert, assertEquals } from "@std/assert";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { type EventLine, inContainer, isOf } from "../workload/event_line.ts";
import { listenLate } from "../workload/late_daemon.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import {
  endWell,
  IMAGE,
  newContainer,
  randomName,
  startTracing,
  untilLogged,
} from "../workload/tracing.ts";

/** Lines on stderr that warn. */
function warnings({ stderr }: Ctrack): string[] {
  return stderr.filter((line) => line.startsWith("ctrack: warning: "));
}

function isIn(id: string): (line: EventLine) => boolean {
  return ({ container }) => container?.id === id;
}

async function survivesRestart(dockerd: Dockerd): Promise<void> {
  const old = randomName("old");
  await dockerd.run(
    newContainer("run", old, "-d", IMAGE)
      .concat("/bin/sh", "-c", "while :; do /bin/leaf exit 1; /bin/sleep 0.05; done"),
  );
  await untilLogged(dockerd, old, 1);
  await using ctrack = await startTracing(dockerd);
  const isOldExec = (line: EventLine) => inContainer(old)(line) && isOf("exec", "leaf")(line);
  const moreExecs = () => {
    const seen = ctrack.events.filter(isOldExec).length;
    return ctrack.until("execs in the old container", isOldExec, seen + 5);
  };
  await moreExecs();
  await dockerd.halt();
  await moreExecs();
  await ctrack.untilStderr(/warning: docker does not answer/);
  await dockerd.resume();
  await moreExecs();

  const fresh = randomName("fresh");
  // ctrack tries again within a second or so: the first containers may come before that.
  for (let tries = 0; tries < 30; tries++) {
    const id = await dockerd.run(
      newContainer("run", `${fresh}-${tries}`, "-d", IMAGE, "/bin/leaf")
        .concat("exit", "1"),
    );
    const [exit] = await ctrack.until(
      "its end",
      (line) => isIn(id)(line) && isOf("exit", "leaf")(line),
    );
    if (exit?.container?.label === "ok") break;
  }
  assertEquals(ctrack.events.filter(isOf("exec", "leaf")).at(-1)?.container?.label, "ok");
  assertEquals(warnings(ctrack).length, 1);
  const { events } = await endWell(ctrack, old);
  const id = events.find(inContainer(old))?.container?.id ?? "";
  assertEquals(events.filter(isIn(id)).filter(({ container }) => container?.name !== old), []);
  await dockerd.run(["rm", "-f", old]);
}

async function worksWithoutDocker(dockerd: Dockerd): Promise<void> {
  await using ctrack = await startCtrack([
    ...["-o", "json", "--docker-socket", `${dockerd.folder}/no-such-socket`],
  ]);
  const id = await dockerd.run(
    newContainer("run", randomName("nameless"), "-d", IMAGE, "/bin/leaf")
      .concat("exit", "4"),
  );
  await ctrack.until("the end of leaf", (line) => isIn(id)(line) && isOf("exit", "leaf")(line));
  const mine = ctrack.events.filter(isIn(id));
  assertEquals(mine.filter(isOf("exec", "leaf")).length, 1);
  for (const { container, cgroup } of mine) {
    assertEquals(container, { id, label: "unknown", kind: "docker" });
    assertEquals(cgroup?.path, `/docker/${id}`);
  }
  assertEquals(warnings(ctrack).length, 1);
  await endWell(ctrack);
}

/** A unix socket that takes connections, reads, and never says a word. */
function listenDeaf(path: string): Disposable {
  const listener = Deno.listen({ transport: "unix", path });
  const connections: Deno.Conn[] = [];
  (async () => {
    for await (const connection of listener) connections.push(connection);
  })().catch(() => {});
  return {
    [Symbol.dispose]() {
      listener.close();
      for (const connection of connections) connection.close();
    },
  };
}

async function outlivesHangingDaemon(dockerd: Dockerd): Promise<void> {
  const socket = `${dockerd.folder}/deaf`;
  using _daemon = listenDeaf(socket);
  await using ctrack = await startCtrack(["-o", "json", "--docker-socket", socket]);
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) {
    const name = randomName("unanswered");
    ids.push(await dockerd.run(newContainer("run", name, "-d", IMAGE, "/bin/leaf", "exit", "0")));
  }
  for (const id of ids) {
    await ctrack.until("the end of leaf", (line) => isIn(id)(line) && isOf("exit", "leaf")(line));
    const mine = ctrack.events.filter(isIn(id));
    const lives = mine.filter(({ process }) => process?.vpid === 1).map(({ event }) => event);
    assertEquals(lives.slice(-2), ["exec", "exit"]);
    for (const { container } of mine) {
      assertEquals(container?.name, undefined);
      assert(container?.label === "late" || container?.label === "unknown");
    }
  }
  await endWell(ctrack);
}

async function backFillsLateNames(dockerd: Dockerd): Promise<void> {
  const name = randomName("late");
  using gate = listenLate(`${dockerd.folder}/late`, dockerd.socket);
  await using ctrack = await startCtrack([
    ...["-o", "json", "--label-wait", "50ms", "--docker-socket", `${dockerd.folder}/late`],
  ]);
  const id = await dockerd.run(newContainer("run", name, "-d", IMAGE, "/bin/act", "wait"));
  await ctrack.until("the exec", (line) => isIn(id)(line) && isOf("exec", "act")(line));
  gate.open();
  const [told] = await ctrack.until(
    "its name",
    (line) => isIn(id)(line) && line.event === "container",
  );
  assertEquals(told?.action, "label");
  assertEquals([told?.container?.name, told?.container?.image?.name], [name, IMAGE]);
  const execs = ctrack.events.filter((line) => isIn(id)(line) && isOf("exec", "act")(line));
  assertEquals(execs.map(({ container }) => container?.name), [undefined]);
  // A lookup that failed meanwhile has made it a container that nobody knows.
  assert(/^(late|unknown)$/.test(execs[0]?.container?.label ?? ""));
  await dockerd.run(["rm", "-f", name]);
  await ctrack.until("the end", (line) => isIn(id)(line) && isOf("exit", "act")(line));
  const end = ctrack.events.find((line) => isIn(id)(line) && isOf("exit", "act")(line));
  assertEquals([end?.container?.name, end?.container?.label], [name, "ok"]);
  await endWell(ctrack);
}

await e2eTest(
  "ctrack goes on when Docker does not",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd({ args: ["--live-restore"] });
    await importPrograms(dockerd, IMAGE);
    const steps = {
      "a restart of Docker: one warning, no label lost": survivesRestart,
      "no Docker: ids, one warning, label unknown": worksWithoutDocker,
      "a daemon that hangs: events go out, without names": outlivesHangingDaemon,
      "a name that comes late is told by an event": backFillsLateNames,
    };
    for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(dockerd));
  },
);
