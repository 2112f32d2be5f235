/** The bare runtimes of the end-to-end tests run here, and leave nothing behind. */

import "../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { finish } from "./finished.ts";
import { prepareLxc } from "./lxc.ts";
import { runNspawn, SANDBOXES } from "./nspawn.ts";
import { makeRootfs } from "./rootfs.ts";
import { prepareOciRuntime } from "./runc.ts";
import { bareTest } from "./bare_test.ts";

for (const program of ["runc", "crun"] as const) {
  await bareTest(`prepareOciRuntime() runs containers of ${program}`, [program], async (rootfs) => {
    await using runtime = await prepareOciRuntime(program, rootfs);
    assertEquals((await runtime.run("one", ["/bin/echo", "in"])).stdout, "in\n");
    await runtime.start("two", ["/bin/sleep", "1000"]);
    assertEquals((await runtime.exec("two", ["/bin/cat", "/proc/1/comm"])).stdout, "sleep\n");
    await runtime.remove("two");
    assertEquals([...Deno.readDirSync(runtime.stateFolder)], []);
  });
}

await bareTest("prepareLxc() runs containers", ["lxc-start", "lxc-attach"], async (rootfs) => {
  await using lxc = await prepareLxc(rootfs);
  assertEquals((await lxc.run("one", ["/bin/sh", "-c", "echo in; exit 3"])).stdout.trim(), "in");
  await lxc.start("two", ["/bin/sleep", "1000"]);
  assertEquals((await lxc.attach("two", ["/bin/cat", "/proc/1/comm"])).stdout, "sleep\n");
  await lxc.stop("two");
});

await bareTest("runNspawn() runs machines", ["systemd-nspawn"], async (rootfs) => {
  assertEquals((await runNspawn(rootfs, "m1", ["/bin/sh", "-c", "exit 5"])).code, 5);
});

for (const [name, command] of Object.entries(SANDBOXES)) {
  await bareTest(`SANDBOXES.${name} runs a command`, [name], async () => {
    assertEquals((await finish([...command, "/bin/busybox", "echo", "in"])).stdout, "in\n");
  });
}

await bareTest("makeRootfs() copies programs", [], async (rootfs) => {
  await makeRootfs(`${rootfs}/again`, ["/bin/busybox"]);
  assertEquals((await Deno.stat(`${rootfs}/again/bin/busybox`)).isFile, true);
});
