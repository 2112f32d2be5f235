import "../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { containerdTest, startContainerd } from "./containerd.ts";

const SLEEP = ["/bin/sleep", "1000"];

/** Folders of any hierarchy whose path holds this text; processes end before their cgroups do. */
async function cgroupsWith(text: string): Promise<string> {
  const { stdout } = await new Deno.Command("find", {
    args: ["/sys/fs/cgroup", "-type", "d", "-path", `*${text}*`],
  }).output();
  return new TextDecoder().decode(stdout);
}

for (const killed of [false, true]) {
  const how = killed ? "a kill" : "its containers' end";
  await containerdTest(`startContainerd() leaves nothing behind after ${how}`, async () => {
    const containerd = await startContainerd();
    let uid = "";
    try {
      const pod = await containerd.pods.run({ name: "web-0" });
      uid = pod.uid;
      const id = await pod.run({ name: "nginx", command: SLEEP });
      await containerd.pods.exec(id, ["/bin/true"]);
      await containerd.start({
        id: "web",
        command: SLEEP,
        cgroup: `/kubepods/burstable/pod${uid}/web`,
      });
      const { code } = await containerd.once({ id: "brief", command: ["/bin/sh", "-c", "exit 3"] });
      assertEquals(code, 3);
      assertEquals((await cgroupsWith(uid)) === "", false);
      if (killed) Deno.kill(containerd.pid, "SIGKILL");
    } finally {
      await containerd.stop();
    }
    assertEquals(await cgroupsWith(uid), "");
    const { folder } = containerd;
    assertEquals((await Deno.readTextFile("/proc/self/mountinfo")).includes(folder), false);
    assertEquals(await Deno.stat(folder).then(() => true, () => false), false);
  });
}
