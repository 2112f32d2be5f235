import "../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { dockerdTest, startDockerd } from "./dockerd.ts";

/** How many processes live in a container of this id; a zombie waits for init alone. */
async function processesOf(id: string): Promise<number> {
  let count = 0;
  for await (const entry of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(entry.name)) continue;
    const text = await Deno.readTextFile(`/proc/${entry.name}/cgroup`).catch(() => "");
    const status = await Deno.readTextFile(`/proc/${entry.name}/status`).catch(() => "");
    if (text.includes(id) && !/^State:\s*Z/m.test(status)) count++;
  }
  return count;
}

for (
  const [what, args] of [["kill", []], ["kill with --live-restore", ["--live-restore"]]] as const
) {
  await dockerdTest(`startDockerd() leaves nothing behind after a ${what}`, async () => {
    const dockerd = await startDockerd({ args });
    let id = "";
    try {
      await dockerd.importBusybox("img");
      id = await dockerd.run(["run", "-d", "--net=none", "img", "/bin/sleep", "1000"]);
      assertEquals(await processesOf(id), 1);
      Deno.kill(dockerd.pid, "SIGKILL");
    } finally {
      await dockerd.stop();
    }
    assertEquals(await processesOf(id), 0);
    assertEquals((await Deno.readTextFile("/proc/self/mountinfo")).includes(dockerd.folder), false);
    assertEquals(await Deno.stat(dockerd.folder).then(() => true, () => false), false);
  });
}

await dockerdTest("startDockerd() tells why a daemon does not start", async () => {
  const message = await startDockerd({ args: ["--no-such-flag"] }).then(
    async (dockerd) => {
      await dockerd.stop();
      return "";
    },
    (error) => String(error),
  );
  assertEquals(message.includes("unknown flag: --no-such-flag"), true);
});
