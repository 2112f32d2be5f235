import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { createCriClient } from "../../../src/enrich/cri/cri_client.ts";
import { BUSYBOX_IMAGE, containerdTest, startContainerd } from "../../workload/containerd.ts";
import { Recorder } from "../api/recorder.ts";

await containerdTest(
  "createCriClient() lists and looks up the pods of a real runtime",
  async () => {
    await using containerd = await startContainerd();
    const { socket, pods } = containerd;
    const pod = await pods.run({ name: "web-0", namespace: "shop", labels: { app: "web" } });
    const id = await pod.run({ name: "nginx", command: ["/bin/sleep", "1000"], attempt: 2 });
    const recorder = new Recorder();
    const stop = new AbortController();
    const client = createCriClient({ socket });
    const followed = client.follow(recorder, stop.signal);
    try {
      await recorder.until("up");
      assertEquals(recorder.calls, [
        `update ${pod.id} web-0 -`,
        `update ${id} nginx ${BUSYBOX_IMAGE}`,
        "up",
      ]);
      const found = await client.lookup(id);
      const names = typeof found === "string" ? found : {
        name: found.name,
        state: found.state,
        restartCount: found.restartCount,
        uid: found.pod?.uid,
        labels: { ...found.pod?.labels },
      };
      assertEquals(names, {
        name: "nginx",
        state: "running",
        restartCount: 2,
        uid: pod.uid,
        labels: { app: "web" },
      });
      const full = await client.inspect(id);
      assertEquals(typeof full !== "string" && full.startedAt !== undefined, true);
      const sandbox = await client.lookup(pod.id);
      assertEquals(typeof sandbox === "string" ? sandbox : sandbox.isSandbox, true);
      // A prefix is none of ours, though the runtime takes it.
      assertEquals(await client.lookup(id.slice(0, 12)), "none");
    } finally {
      stop.abort();
      await followed;
    }
  },
);
