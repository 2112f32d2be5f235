import "../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { V1_ALONE } from "./cgroup_view.ts";
import { type PodmanOptions, podmanTest, startPodman } from "./podman.ts";

const KINDS: readonly (readonly [what: string, options: PodmanOptions])[] = [
  ["root", {}],
  ["root with crun", { runtime: "crun", behind: V1_ALONE }],
  ["a rootless user", { as: "rootless" }],
];

for (const [what, options] of KINDS) {
  await podmanTest(`startPodman() as ${what} leaves nothing behind`, async () => {
    const podman = await startPodman(options);
    let pid = 0;
    try {
      await podman.importBusybox("img:1");
      await podman.run(["run", "-d", "--name", "web", "img:1", "/bin/sleep", "1000"]);
      pid = Number(await podman.run(["inspect", "--format", "{{.State.Pid}}", "web"]));
      const status = await Deno.readTextFile(`/proc/${pid}/status`);
      assertEquals(Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]), podman.uid);
      await podman.startService();
      assertEquals(await Deno.stat(podman.socket).then(({ uid }) => uid), podman.uid);
    } finally {
      await podman.stop();
    }
    assertEquals(await Deno.stat(`/proc/${pid}`).then(() => true, () => false), false);
    assertEquals((await Deno.readTextFile("/proc/self/mountinfo")).includes(podman.folder), false);
    assertEquals(await Deno.stat(podman.folder).then(() => true, () => false), false);
  });
}
