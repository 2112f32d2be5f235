import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { DOCKER_DIALECT } from "../../../src/enrich/docker/docker_dialect.ts";
import {
  eventLine,
  type FakeDaemon,
  fakeDaemon,
  listed,
  listOf,
  pong,
  timedLine,
} from "./fake_daemon.ts";
import { following } from "./following.ts";

Deno.test("follow() lists, reports up, then follows create, rename and destroy", async () => {
  await using daemon = fakeDaemon({ list: () => listOf(listed("a", "old")) });
  await following(daemon.socket, async (recorder) => {
    await recorder.until("up");
    daemon.emit(eventLine("create", "b", "web"));
    daemon.emit(eventLine("start", "b", "web"));
    daemon.emit(eventLine("rename", "b", "shop"));
    daemon.emit(eventLine("destroy", "a", "old"));
    await recorder.until("removed a");
    assertEquals(recorder.calls, [
      "update a old img:1",
      "up",
      "update b web img:1",
      "update b web img:1",
      "update b shop img:1",
      "removed a",
    ]);
  });
});

Deno.test("follow() subscribes before it lists, and asks for few kinds of events", async () => {
  const before = Date.now();
  await using daemon = fakeDaemon();
  await following(daemon.socket, async (recorder) => {
    await recorder.until("up");
    assertEquals(daemon.requests.map((target) => target.split("?")[0]), [
      "/_ping",
      "/v1.41/events",
      "/v1.41/containers/json",
    ]);
    const events = new URL(`http://d${daemon.requests[1]}`).searchParams;
    assertEquals(JSON.parse(events.get("filters") ?? ""), {
      type: ["container"],
      event: [...DOCKER_DIALECT.actions.keys()],
    });
    assertEquals(Number(events.get("since")) * 1000 >= before, true);
  });
});

Deno.test("follow() never lets an older list overwrite a newer event", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  await using daemon = fakeDaemon({ list: () => promise });
  await following(daemon.socket, async (recorder) => {
    // The daemon makes its list, then these happen, and only then the list arrives.
    while (!daemon.requests.some((target) => target.includes("containers"))) {
      await new Promise((next) => setTimeout(next, 1));
    }
    daemon.emit(eventLine("rename", "a", "new"));
    daemon.emit(eventLine("destroy", "b", "gone"));
    daemon.emit(eventLine("create", "c", "young"));
    await recorder.until("update c");
    resolve(listOf(listed("a", "old"), listed("b", "gone"), listed("d", "still")));
    await recorder.until("up");
    assertEquals(recorder.calls, [
      "update a new img:1",
      "removed b",
      "update c young img:1",
      "update a new img:1",
      "update d still img:1",
      "up",
    ]);
  });
});

Deno.test("follow() lists again after an outage and reports what vanished", async () => {
  await using daemon = fakeDaemon({ list: () => listOf(listed("a", "one"), listed("b", "two")) });
  await following(daemon.socket, async (recorder, client) => {
    await recorder.until("up");
    daemon.routes.list = () => listOf(listed("b", "renamed"), listed("c", "three"));
    const from = recorder.calls.length;
    daemon.endStreams();
    await recorder.until("up", from);
    assertEquals(recorder.calls.slice(from), [
      "down the daemon closed the event stream",
      "update b renamed img:1",
      "update c three img:1",
      "removed a",
      "up",
    ]);
    assertEquals(client.stats().known, 2);
  });
});

Deno.test("follow() keeps the image's reference when the tag has moved on", async () => {
  await using daemon = fakeDaemon({ list: () => listOf(listed("a", "web", "img:1")) });
  await following(daemon.socket, async (recorder) => {
    await recorder.until("up");
    daemon.routes.list = () => listOf(listed("a", "web", `sha256:${"1".repeat(64)}`));
    const from = recorder.calls.length;
    daemon.endStreams();
    await recorder.until("up", from);
    assertEquals(recorder.calls[from + 1], "update a web img:1");
  });
});

Deno.test("follow() reports an outage once, with its reason, and recovers by itself", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-fake-" });
  const socket = `${folder}/sock`;
  const pauses: number[] = [];
  let started: FakeDaemon | undefined;
  try {
    await following(socket, async (recorder) => {
      await recorder.until("up");
      assertEquals(recorder.calls, [`absent no socket at ${socket}`, "up"]);
      assertEquals(pauses, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    }, {
      random: () => 1,
      pause(ms) {
        pauses.push(ms);
        if (pauses.length === 8) started = fakeDaemon({}, socket);
        return new Promise((resolve) => setTimeout(resolve, 0));
      },
    });
  } finally {
    await started?.[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("follow() starts its pauses small only after a session that lasted", async () => {
  const pauses: number[] = [];
  await using daemon = fakeDaemon({ events: () => new Response("") });
  await following(daemon.socket, async () => {
    while (pauses.length < 4) await new Promise((next) => setTimeout(next, 1));
    assertEquals(pauses.slice(0, 4), [50, 100, 200, 400]);
  }, {
    random: () => 0,
    pause(ms) {
      pauses.push(ms);
      return new Promise((resolve) => setTimeout(resolve, 0));
    },
  });
});

Deno.test("follow() speaks a newer daemon's oldest version", async () => {
  await using daemon = fakeDaemon({
    ping: () => pong("1.52"),
    version: () => new Response('{"ApiVersion":"1.52","MinAPIVersion":"1.44"}'),
  });
  await following(daemon.socket, async (recorder) => {
    await recorder.until("up");
    assertEquals(daemon.requests.map((target) => target.split("?")[0]), [
      "/_ping",
      "/version",
      "/v1.44/events",
      "/v1.44/containers/json",
    ]);
  });
});

Deno.test("follow() tells what happened after the change, and before the removal", async () => {
  await using daemon = fakeDaemon();
  await following(daemon.socket, async (recorder) => {
    await recorder.until("up");
    const web = { name: "web", image: "img:1" };
    daemon.emit(timedLine("create", "a", web));
    daemon.emit(timedLine("start", "a", web));
    daemon.emit(timedLine("exec_create: sh", "a", web));
    daemon.emit(timedLine("exec_start: sh", "a", web));
    daemon.emit(timedLine("exec_die", "a", { ...web, exitCode: "2" }));
    daemon.emit(timedLine("rename", "a", { ...web, name: "shop", oldName: "/web" }));
    daemon.emit(timedLine("kill", "a", { ...web, name: "shop", signal: "9" }));
    daemon.emit(timedLine("die", "a", { ...web, name: "shop", exitCode: "137" }));
    daemon.emit(timedLine("destroy", "a", { ...web, name: "shop" }));
    await recorder.until("removed a");
    assertEquals(recorder.calls, [
      "up",
      "update a web img:1",
      "happened a create",
      "update a web img:1",
      "happened a start",
      "happened a exec commandLine=sh",
      "happened a exec_exit exitCode=2",
      "update a shop img:1",
      "happened a rename oldName=web",
      "happened a kill signal=SIGKILL",
      "update a shop img:1",
      "happened a die exitCode=137",
      "happened a destroy",
      "removed a",
    ]);
    assertEquals(recorder.containers.map(({ state }) => state), [
      "created",
      "running",
      undefined,
      "exited",
    ]);
    assertEquals(recorder.containers[1]?.startedAt, 1795303334195);
  });
});

Deno.test("follow() tells of a container that an event names before the list did", async () => {
  await using daemon = fakeDaemon();
  await following(daemon.socket, async (recorder) => {
    await recorder.until("up");
    daemon.emit(timedLine("exec_start: sh", "a", { name: "web", image: "img:1" }));
    daemon.emit(timedLine("oom", "b", {}));
    daemon.emit(timedLine("exec_start: ls", "a", { name: "web", image: "img:1" }));
    await recorder.until("happened a exec commandLine=ls");
    assertEquals(recorder.calls, [
      "up",
      "update a web img:1",
      "happened a exec commandLine=sh",
      "happened b oom",
      "happened a exec commandLine=ls",
    ]);
  });
});
