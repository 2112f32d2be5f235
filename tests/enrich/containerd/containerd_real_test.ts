import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { createContainerdClient } from "../../../src/enrich/containerd/containerd_client.ts";
import type { RuntimeContainer, Unanswered } from "../../../src/enrich/runtime_client.ts";
import { BUSYBOX_IMAGE, containerdTest, startContainerd } from "../../workload/containerd.ts";
import { Recorder } from "../api/recorder.ts";

const SLEEP = ["/bin/sleep", "1000"];

/** Names and Kubernetes' names of an answer. */
function namesOf(found: RuntimeContainer | Unanswered): unknown {
  if (typeof found === "string") return found;
  const { name, pod, isSandbox = false } = found;
  return [name, pod?.namespace, pod?.name, pod?.container, isSandbox];
}

await containerdTest(
  "createContainerdClient() follows a real containerd through a restart",
  async () => {
    await using containerd = await startContainerd();
    const { socket, state } = containerd;
    const recorder = new Recorder();
    const stop = new AbortController();
    const client = createContainerdClient({ sockets: [socket], stateFolders: [state] });
    const before = { id: "before", command: SLEEP, labels: { "nerdctl/name": "old" } };
    await containerd.start(before);
    const followed = client.follow(recorder, stop.signal);
    try {
      await recorder.until("up");
      assertEquals(recorder.calls, [`update before old ${BUSYBOX_IMAGE}`, "up"]);
      const [{ state: running, startedAt = 0, createdAt = 0 } = {}] = recorder.containers;
      assertEquals([running, startedAt >= createdAt, createdAt > 0], ["running", true, true]);

      await containerd.once({ id: "brief", command: ["/bin/sh", "-c", "exit 3"] });
      await recorder.until("removed brief");
      assertEquals(recorder.calls.slice(2), [
        `update brief brief ${BUSYBOX_IMAGE}`,
        "happened brief create",
        "update brief brief -",
        "happened brief start",
        "update brief brief -",
        "happened brief die exitCode=3",
        "happened brief destroy",
        "removed brief",
      ]);

      const from = recorder.calls.length;
      await containerd.run(["containers", "label", "before", "nerdctl/name=new"]);
      await containerd.run(["tasks", "exec", "--exec-id", "x", "before", "/bin/true"]);
      await containerd.run(["tasks", "pause", "before"]);
      await containerd.run(["tasks", "resume", "before"]);
      await recorder.until("happened before unpause");
      assertEquals(recorder.calls.slice(from).filter((call) => call.startsWith("happened")), [
        "happened before rename oldName=old",
        "happened before exec",
        "happened before exec_exit exitCode=0",
        "happened before pause",
        "happened before unpause",
      ]);

      const again = recorder.calls.length;
      await containerd.restart();
      await containerd.remove("before");
      await recorder.until("removed before", again);
      // The list tells of it a moment before the session counts as up.
      while (client.stats().sessions < 2) await new Promise((next) => setTimeout(next, 1));
      const { sessions, malformed, known } = client.stats();
      assertEquals({ sessions, malformed, known }, { sessions: 2, malformed: 0, known: 0 });
    } finally {
      stop.abort();
      await followed;
    }
  },
);

await containerdTest("createContainerdClient() names real pods and their containers", async () => {
  await using containerd = await startContainerd();
  const { socket, state, pods } = containerd;
  const recorder = new Recorder();
  const stop = new AbortController();
  const client = createContainerdClient({ sockets: [socket], stateFolders: [state] });
  const followed = client.follow(recorder, stop.signal);
  try {
    await recorder.until("up");
    const pod = await pods.run({ name: "web-0", namespace: "shop", labels: { app: "web" } });
    const id = await pod.run({ name: "nginx", command: SLEEP, attempt: 2 });
    await recorder.until(`happened ${id} start`);
    const told = recorder.containers.find((container) => container.id === id);
    assertEquals(namesOf(told ?? "none"), ["nginx", "shop", "web-0", "nginx", false]);
    const { restartCount, image, pod: { uid, labels } = {} } = told ?? {};
    assertEquals({ restartCount, image, uid, app: labels?.app }, {
      restartCount: 2,
      image: BUSYBOX_IMAGE,
      uid: pod.uid,
      app: "web",
    });

    // The same by the bundles alone, and all of it by asking.
    assertEquals(namesOf(await client.lookup(id)), ["nginx", "shop", "web-0", "nginx", false]);
    assertEquals(namesOf(await client.lookup(pod.id)), ["web-0", "shop", "web-0", undefined, true]);
    assertEquals(await client.lookup("0".repeat(64)), "none");
    const full = await client.inspect(id);
    assertEquals(
      typeof full === "string" ? full : [full.restartCount, full.pod?.labels?.app, full.state],
      [2, "web", "running"],
    );

    await pod.remove();
    await recorder.until(`removed ${pod.id}`);
    assertEquals(client.stats().known, 0);
  } finally {
    stop.abort();
    await followed;
  }
});

await containerdTest(
  "createContainerdClient() looks up by bundles while the daemon is down",
  async () => {
    await using containerd = await startContainerd();
    const { socket, state } = containerd;
    const client = createContainerdClient({ sockets: [socket], stateFolders: [state] });
    await containerd.start({ id: "web", command: SLEEP, labels: { "nerdctl/name": "shop" } });
    await containerd.halt();
    const recorder = new Recorder();
    const stop = new AbortController();
    const followed = client.follow(recorder, stop.signal);
    await recorder.until("down");
    const found = await client.lookup("web");
    assertEquals(typeof found === "string" ? found : found.name, "shop");
    stop.abort();
    await followed;
  },
);
