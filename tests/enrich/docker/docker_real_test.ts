import { assertEquals } from "@std/assert";
import { createDockerClient } from "../../../src/enrich/docker/docker_client.ts";
import { dockerdTest, startDockerd } from "../../workload/dockerd.ts";
import { Recorder } from "./recorder.ts";

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
    assertEquals(await client.lookup(web), { id: web, name: "shop", image: "img:1" });
    assertEquals(await client.lookup("0".repeat(64)), "none");
    await dockerd.run(["run", "--rm", "--net=none", "--name", "brief", "img:1", "/bin/true"]);
    await dockerd.run(["rm", "before"]);
    await recorder.until(`removed ${before}`);
    const lives = recorder.calls.slice(2).map((call) => call.replace(/[0-9a-f]{64} ?/, ""));
    assertEquals(lives, [
      "update web img:1",
      "update shop img:1",
      "update brief img:1",
      "removed ",
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
