import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { createDockerClient } from "../../../src/enrich/docker/docker_client.ts";
import { dockerdTest, startDockerd } from "../../workload/dockerd.ts";
import { Recorder } from "../api/recorder.ts";
import { stopProcess } from "../../workload/stop_process.ts";

await dockerdTest("createDockerClient() follows a real dockerd through a restart", async () => {
  await using dockerd = await startDockerd();
  await dockerd.importBusybox("img:1");
  const make = (name: string) =>
    dockerd.run(["create", "--net=none", "--name", name, "img:1", "/bin/true"]);
  const recorder = new Recorder();
  const stop = new AbortController();
  const client = createDockerClient({ socket: dockerd.socket });
  const before = await make("before");
  const followed = client.follow(recorder, stop.signal);
  try {
    await recorder.until("up");
    assertEquals(recorder.calls, [`update ${before} before img:1`, "up"]);

    const web = await make("web");
    await dockerd.run(["rename", "web", "shop"]);
    await recorder.until(`update ${web} shop`);
    const { createdAt, ...shop } = Object(await client.lookup(web));
    assertEquals(shop, { id: web, name: "shop", image: "img:1", labels: {}, state: "created" });
    assertEquals(Math.abs(createdAt - Date.now()) < 3_600_000, true);
    assertEquals(await client.lookup("0".repeat(64)), "none");
    await dockerd.run(["run", "--rm", "--net=none", "--name", "brief", "img:1", "/bin/true"]);
    await dockerd.run(["rm", "before"]);
    await recorder.until(`removed ${before}`);
    const lives = recorder.calls.slice(2).map((call) => call.replace(/[0-9a-f]{64} ?/, ""));
    assertEquals(lives, [
      "update web img:1",
      "happened create",
      "update shop img:1",
      "happened rename oldName=web",
      "update brief img:1",
      "happened create",
      "update brief img:1",
      "happened start",
      "update brief img:1",
      "happened die exitCode=0",
      "happened destroy",
      "removed ",
      "happened destroy",
      "removed ",
    ]);

    const from = recorder.calls.length;
    await dockerd.restart();
    await recorder.until("up", from);
    const [down, ...rest] = recorder.calls.slice(from);
    assertEquals(down?.startsWith("down the daemon closed the "), true);
    assertEquals(rest, [`update ${web} shop img:1`, "up"]);

    await dockerd.run(["rename", "shop", "again"]);
    await recorder.until(`update ${web} again`);
    const { sessions, malformed, oversized, known } = client.stats();
    assertEquals({ sessions, malformed, oversized, known }, {
      sessions: 2,
      malformed: 0,
      oversized: 0,
      known: 1,
    });
  } finally {
    stop.abort();
    await followed;
  }
});

await dockerdTest(
  "createDockerClient() tells of a hung or dead dockerd's containers by its files",
  async () => {
    await using dockerd = await startDockerd({ args: ["--live-restore"] });
    await dockerd.importBusybox("img:1");
    const recorder = new Recorder();
    const stop = new AbortController();
    const client = createDockerClient({ socket: dockerd.socket });
    const followed = client.follow(recorder, stop.signal);
    try {
      await recorder.until("up");
      const labels = ["--label", "com.docker.compose.project=shop"];
      const options = ["--net=none", "--name=web", "--restart=on-failure:1", ...labels];
      // Fails once, then runs.
      const health = ["--health-cmd=/bin/false", "--health-interval=100ms", "--health-retries=1"];
      const script = "test -e /again && exec sleep 1000; touch /again; exit 1";
      const web = await dockerd.run([
        "run",
        "-d",
        ...options,
        ...health,
        "img:1",
        "/bin/sh",
        "-c",
        script,
      ]);
      const start = `happened ${web} start`;
      await recorder.until(start);
      await recorder.until(start, recorder.calls.indexOf(start) + 1);
      await recorder.until(`happened ${web} health health=unhealthy`);
      await dockerd.run(["exec", "web", "/bin/echo", "two words"]);
      const exec = `happened ${web} exec commandLine=/bin/echo two words`;
      await recorder.until(exec);
      await recorder.until(`happened ${web} exec_exit exitCode=0`, recorder.calls.indexOf(exec));
      const running = Object(await client.inspect(web));
      assertEquals([running.state, running.restartCount, running.orchestration], [
        "running",
        1,
        { compose: { project: "shop" } },
      ]);
      assertEquals(running.startedAt >= running.createdAt, true);

      await stopProcess(dockerd.pid);
      const hung = await client.lookup(web);
      Deno.kill(dockerd.pid, "SIGCONT");
      assertEquals(hung, running);
      await dockerd.halt();
      await recorder.until("down");
      assertEquals(await client.lookup(web), running);
      assertEquals(await client.inspect(web), running);
      assertEquals(await client.lookup("0".repeat(64)), "no answer");
      await dockerd.resume();
      const from = recorder.calls.length;
      await recorder.until("up", from - 1);
    } finally {
      stop.abort();
      await followed;
    }
  },
);
