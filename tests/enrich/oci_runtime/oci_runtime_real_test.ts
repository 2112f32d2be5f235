/** Bare runc and crun, really run: what their files tell, and what is not theirs. */

import "../../keep_libc.ts";
import { assert, assertEquals } from "@std/assert";
import type { Helper } from "../../../src/enrich/helper/helper.ts";
import { createOciRuntimeClient } from "../../../src/enrich/oci_runtime/oci_runtime_client.ts";
import type { RuntimeContainer } from "../../../src/enrich/runtime_client.ts";
import { bareTest } from "../../workload/bare_test.ts";
import { prepareOciRuntime } from "../../workload/runc.ts";
import { realHost } from "../real_host.ts";

const ANNOTATIONS = { "org.opencontainers.image.ref.name": "nginx:1.27", "owner": "me" };

function helperOf(runtime: string, stateFolder: string, uid = 0): Helper {
  const claim = { runtime, stateFolder, containerId: "web", startsProcesses: true };
  return { pid: 2, startTime: 1, uid, workingDirectory: "/", args: [], claim };
}

for (const program of ["runc", "crun"] as const) {
  await bareTest(
    `createOciRuntimeClient() knows containers of ${program}`,
    [program],
    async (root) => {
      await using runtime = await prepareOciRuntime(program, root);
      await runtime.start("web", ["/bin/sleep", "1000"], { annotations: ANNOTATIONS });
      const client = createOciRuntimeClient(program, { host: realHost, folder: "/nowhere/at/all" });
      assertEquals(await client.lookup("web"), "none");
      client.noticed(helperOf(program, runtime.stateFolder));
      const web = await client.lookup("web") as RuntimeContainer;
      assertEquals([web.id, web.name, web.image, web.state], [
        "web",
        "web",
        "nginx:1.27",
        "running",
      ]);
      assertEquals(web.labels?.["owner"], "me");
      assert(Math.abs((web.createdAt ?? 0) - Date.now()) < 600_000);
      const [running, ...more] = await client.running();
      assertEquals(more, []);
      const comm = await Deno.readTextFile(`/proc/${running?.pid}/comm`);
      assertEquals([running?.container.id, comm], ["web", "sleep\n"]);
      assertEquals(await client.lookup("../web"), "none");
      await runtime.remove("web");
      assertEquals([await client.lookup("web"), await client.running()], ["none", []]);
    },
  );
}

await bareTest(
  "lookup() takes no container of a daemon, and no file of another user",
  ["runc"],
  async (
    root,
  ) => {
    await using runtime = await prepareOciRuntime("runc", root);
    await runtime.start("web", ["/bin/sleep", "1000"]);
    const file = `${runtime.stateFolder}/web/state.json`;
    const state = await Deno.readTextFile(file);
    const folder = runtime.stateFolder;
    const client = createOciRuntimeClient("runc", { host: realHost, folder });
    // As podman and CRI-O have it, which keep the state of theirs in runc's own folder.
    const bundle = "bundle=/var/lib/containers/storage/overlay-containers/web/userdata";
    await Deno.writeTextFile(file, state.replace(/"bundle=[^"]*"/, JSON.stringify(bundle)));
    assertEquals(await client.lookup("web"), "none");
    await Deno.writeTextFile(file, state);
    assert(typeof await client.lookup("web") === "object");
    await Deno.chown(file, 1000, 1000);
    assertEquals(await client.lookup("web"), "none");
    await Deno.chown(file, 0, 0);
    // The user of a folder has a say in that folder only about what is the user's own.
    const other = createOciRuntimeClient("runc", { host: realHost, folder: "/nowhere/at/all" });
    other.noticed(helperOf("runc", folder, 1000));
    assertEquals(await other.lookup("web"), "none");
    await Deno.rename(file, `${file}.kept`);
    await new Deno.Command("mkfifo", { args: [file] }).output();
    assertEquals(await client.lookup("web"), "none");
    await Deno.rename(`${file}.kept`, file);
  },
);

await bareTest(
  "running() leaves out a process that took the pid of a dead one",
  ["runc"],
  async (root) => {
    await using runtime = await prepareOciRuntime("runc", root);
    await runtime.start("web", ["/bin/sleep", "1000"]);
    const { stateFolder: folder } = runtime;
    const file = `${folder}/web/state.json`;
    const state = await Deno.readTextFile(file);
    const client = createOciRuntimeClient("runc", { host: realHost, folder });
    assertEquals((await client.running()).length, 1);
    await Deno.writeTextFile(file, state.replace(/("init_process_start":)\d+/, "$15"));
    assertEquals(await client.running(), []);
    await Deno.writeTextFile(file, state);
  },
);
