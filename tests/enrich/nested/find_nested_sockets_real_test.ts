/** Sockets in a real mount namespace, and what a container could put in their place. */

import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { findNestedSockets, socketKeys } from "../../../src/enrich/nested/find_nested_sockets.ts";
import type { NestedSocket } from "../../../src/enrich/nested/find_nested_sockets.ts";
import { bareTest } from "../../workload/bare_test.ts";
import { prepareOciRuntime } from "../../workload/runc.ts";
import { realHost } from "../real_host.ts";

const NS_PER_TICK = 10_000_000;

/** Start of a process, ns since boot, to the tick. */
async function startOf(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]) * NS_PER_TICK;
}

/** Answers each request with one word. */
function serve(path: string, word: string): Deno.HttpServer {
  return Deno.serve({ path, onListen: () => {} }, () => new Response(word));
}

async function ask(socket: NestedSocket | undefined): Promise<string> {
  if (socket === undefined) return "nobody";
  using client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket.path } });
  return await (await fetch("http://d/", { client })).text();
}

/** Runs a container of runc's on this root, and looks for sockets in it. */
async function inContainer(
  rootfs: string,
  fn: (
    find: (exclude?: ReadonlySet<string>) => Promise<readonly NestedSocket[]>,
    pid: number,
  ) => Promise<void>,
): Promise<void> {
  await using runtime = await prepareOciRuntime("runc", rootfs);
  await runtime.start("web", ["/bin/sleep", "1000"]);
  const state = await Deno.readTextFile(`${runtime.stateFolder}/web/state.json`);
  const pid = Number(JSON.parse(state).init_process_pid);
  const start = await startOf(pid);
  await fn(
    (exclude) =>
      findNestedSockets(pid, start, {
        host: realHost,
        ...exclude === undefined ? {} : { exclude },
      }),
    pid,
  );
  assertEquals(await findNestedSockets(pid, start + 5 * NS_PER_TICK, { host: realHost }), []);
}

await bareTest(
  "findNestedSockets() leads to the container's own daemon",
  ["runc"],
  async (rootfs) => {
    await Deno.remove(`${rootfs}/var`);
    await Deno.mkdir(`${rootfs}/var`);
    await Deno.symlink("/run", `${rootfs}/var/run`);
    await using _server = serve(`${rootfs}/run/docker.sock`, "inner");
    await inContainer(rootfs, async (find) => {
      const [socket, ...more] = await find();
      assertEquals([socket?.runtime, socket?.insidePath, socket?.uid, more], [
        "docker",
        "/var/run/docker.sock",
        0,
        [],
      ]);
      assertEquals(await ask(socket), "inner");
      // Whatever is put in its place later, the path leads to what was found.
      await Deno.rename(`${rootfs}/run/docker.sock`, `${rootfs}/run/other.sock`);
      await Deno.symlink("/run/nowhere", `${rootfs}/run/docker.sock`);
      assertEquals(await ask(socket), "inner");
      socket?.[Symbol.dispose]();
      assertEquals(await find(), []);
      await Deno.remove(`${rootfs}/run/docker.sock`);
      await Deno.rename(`${rootfs}/run/other.sock`, `${rootfs}/run/docker.sock`);
      // A host's socket that was bound into the container is the host's.
      const own = await socketKeys([`${rootfs}/run/docker.sock`, "/no/such/socket"]);
      assertEquals(own.size, 1);
      assertEquals(await find(own), []);
    });
  },
);

await bareTest(
  "findNestedSockets() follows no link out of the container",
  ["runc"],
  async (rootfs) => {
    const outside = await Deno.makeTempDir({ prefix: "ctrack-outside-" });
    await using _server = serve(`${outside}/sock`, "host");
    try {
      await Deno.mkdir(`${rootfs}/var/run`);
      await Deno.symlink(`${outside}/sock`, `${rootfs}/var/run/docker.sock`);
      const up = "../".repeat(20);
      await Deno.symlink(`${up}${outside.slice(1)}/sock`, `${rootfs}/run/docker.sock`);
      await Deno.symlink(outside, `${rootfs}/run/containerd`);
      await Deno.symlink("/proc/1/root/run", `${rootfs}/run/podman`);
      await inContainer(rootfs, async (find) => {
        // The naive path is the one that an attacker waits for.
        assertEquals((await find()).map(({ insidePath }) => insidePath), []);
      });
    } finally {
      await Deno.remove(outside, { recursive: true });
    }
  },
);

await bareTest("findNestedSockets() takes sockets alone", ["runc"], async (rootfs) => {
  await Deno.mkdir(`${rootfs}/var/run/docker.sock`, { recursive: true });
  await new Deno.Command("mkfifo", { args: [`${rootfs}/run/docker.sock`] }).output();
  await Deno.mkdir(`${rootfs}/run/podman`);
  await Deno.writeTextFile(`${rootfs}/run/podman/podman.sock`, "");
  await inContainer(rootfs, async (find) => assertEquals(await find(), []));
});

Deno.test("findNestedSockets() finds nothing in a process that is not there", async () => {
  assertEquals(await findNestedSockets(0x3fffffff, 1, { host: realHost }), []);
});
