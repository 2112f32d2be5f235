import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { dataRootOf, dataRootOfInfo } from "../../../src/enrich/docker/data_root.ts";
import { createDockerClient } from "../../../src/enrich/docker/docker_client.ts";
import { DockerStateFiles } from "../../../src/enrich/docker/docker_state_files.ts";
import { parseConfigV2 } from "../../../src/enrich/docker/parse_config_v2.ts";
import { fakeDaemon, hanging, idOf } from "../api/fake_daemon.ts";
import { fixture } from "../api/fixtures.ts";
import { following } from "../api/following.ts";

const ID = idOf("a");
const CONFIG = { ID, Name: "/web", Config: { Image: "img:1", Labels: {} }, State: {} };
const WEB = { id: ID, name: "web", image: "img:1", labels: {}, state: "created" } as const;

function config(name: string): ReturnType<typeof parseConfigV2> {
  return parseConfigV2(new TextDecoder().decode(fixture(name)));
}

/** Runs a test on a folder with a data root `root` and a `daemon.json` that names it. */
async function withFolder(
  test: (
    folder: string,
    write: (root: string, id: string, text: string) => Promise<void>,
  ) => unknown,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-data-root-" });
  try {
    await Deno.writeTextFile(`${folder}/daemon.json`, `{"data-root":"${folder}/root"}`);
    await test(folder, async (root, id, text) => {
      await Deno.mkdir(`${folder}/${root}/containers/${id}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/${root}/containers/${id}/config.v2.json`, text);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("parseConfigV2() reads what a real daemon wrote of its containers", () => {
  const told = (["running", "created", "exited"] as const).map((state) => {
    const container = config(`${state}_config_v2.jsonl`);
    assertEquals((container?.createdAt ?? 0) > 1.7e12, true);
    assertEquals("startedAt" in (container ?? {}), state !== "created");
    assertEquals(container?.restartCount, 0);
    return `${container?.name} ${container?.image} ${container?.state}`;
  });
  assertEquals(told, [
    "shop-web img:1 running",
    "retagged img:1 created",
    "failed img:1 exited",
  ]);
  assertEquals(config("running_config_v2.jsonl")?.pod?.name, "web-0");
  assertEquals(config("running_config_v2.jsonl")?.orchestration?.compose?.service, "web");
});

Deno.test("parseConfigV2() takes the flag that counts most for the state", () => {
  const of = (State: unknown) => parseConfigV2(JSON.stringify({ ...CONFIG, State }))?.state;
  assertEquals(of({ Running: true, Paused: true }), "paused");
  assertEquals(of({ Running: true, Restarting: true }), "restarting");
  assertEquals(of({ Dead: true, RemovalInProgress: true }), "removing");
  assertEquals(of({ Running: "true", StartedAt: "0001-01-01T00:00:00Z" }), "created");
  assertEquals(of({ Running: false, StartedAt: "2026-11-21T22:10:54Z" }), "exited");
  assertEquals(of(null), "created");
});

Deno.test("parseConfigV2() never throws, for any text and any JSON", () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(ID, "/web"));
  const shaped = fc.record({ ID: value, Name: value, Config: value, State: value, Created: value });
  fc.assert(fc.property(fc.string(), (text) => assertEquals(parseConfigV2(text), undefined)));
  fc.assert(fc.property(shaped, (file) => void parseConfigV2(JSON.stringify(file))));
});

Deno.test("dataRootOf() and dataRootOfInfo() take absolute paths only", () => {
  assertEquals(dataRootOf('{"data-root":"/data"}'), "/data");
  assertEquals(dataRootOf('{"graph":"/old","data-root":"/data"}'), "/data");
  assertEquals(dataRootOf('{"graph":"/old"}'), "/old");
  assertEquals(dataRootOfInfo({ DockerRootDir: "/data" }), "/data");
  for (const path of ["data", "", "../x", 7, null, "/a\0b", `/${"x".repeat(5000)}`]) {
    assertEquals(dataRootOf(JSON.stringify({ "data-root": path })), undefined);
    assertEquals(dataRootOfInfo({ DockerRootDir: path }), undefined);
  }
  for (const text of [undefined, "", "{", "[]", "null"]) assertEquals(dataRootOf(text), undefined);
});

Deno.test("read() finds a container in the data root, and below it with remapped users", async () => {
  await withFolder(async (folder, write) => {
    const files = new DockerStateFiles(`${folder}/daemon.json`);
    assertEquals(await files.read(ID), undefined);
    await write("root", ID, JSON.stringify(CONFIG));
    assertEquals(await files.read(ID), WEB);
    const other = idOf("b");
    await write("root/100000.100000", other, JSON.stringify({ ...CONFIG, ID: other }));
    assertEquals(await files.read(other), { ...WEB, id: other });
    await write("elsewhere", idOf("c"), JSON.stringify({ ...CONFIG, ID: idOf("c") }));
    files.learn(`${folder}/elsewhere`);
    assertEquals([await files.read(ID), (await files.read(idOf("c")))?.name], [undefined, "web"]);
  });
});

Deno.test("read() takes nothing from what is no such file, and hangs at none", async () => {
  await withFolder(async (folder, write) => {
    const files = new DockerStateFiles(`${folder}/daemon.json`);
    const huge = `${JSON.stringify(CONFIG)}${" ".repeat(3 << 20)}`;
    for (const text of ["", "{", "null", JSON.stringify({ ...CONFIG, ID: idOf("b") }), huge]) {
      await write("root", ID, text);
      assertEquals(await files.read(ID), undefined);
    }
    const path = `${folder}/root/containers/${ID}/config.v2.json`;
    await Deno.remove(path);
    const made = await new Deno.Command("mkfifo", { args: [path] }).output();
    assertEquals(made.success, true);
    assertEquals(await files.read(ID), undefined);
    for (const id of ["", "..", "../../x", "A".repeat(64)]) {
      assertEquals(await files.read(id), undefined);
    }
  });
});

Deno.test("lookup() and inspect() read the files of a daemon that hangs, fails or is not there", async () => {
  await withFolder(async (folder, write) => {
    await write("root", ID, JSON.stringify(CONFIG));
    const daemonJson = `${folder}/daemon.json`;
    const hung = hanging();
    await using daemon = fakeDaemon({ ping: hung.route });
    for (const socket of [daemon.socket, `${folder}/none`, daemonJson]) {
      const timing = { lookupMs: 20 };
      const client = createDockerClient({ socket, daemonJson, timing });
      assertEquals(await client.lookup(ID), WEB);
      assertEquals(await client.inspect(ID), WEB);
      assertEquals(await client.lookup(idOf("b")), "no answer");
      assertEquals(await client.lookup("../x"), "none");
    }
    // While its answer is still awaited, the files speak.
    const patient = { socket: daemon.socket, daemonJson, timing: { lookupMs: 3_600_000 } };
    const client = createDockerClient(patient);
    assertEquals(await client.lookup(ID), WEB);
    hung.release();
    assertEquals(await client.lookup(idOf("b")), "no answer");
  });
});

Deno.test("lookup() believes the daemon before its files", async () => {
  await withFolder(async (folder, write) => {
    await write("root", ID, JSON.stringify(CONFIG));
    await using daemon = fakeDaemon();
    const daemonJson = `${folder}/daemon.json`;
    const client = createDockerClient({ socket: daemon.socket, daemonJson, patienceMs: 60_000 });
    assertEquals(await client.lookup(ID), "none");
  });
});

Deno.test("lookup() knows the data root that a daemon told before it went", async () => {
  await withFolder(async (folder, write) => {
    await write("told", ID, JSON.stringify(CONFIG));
    const { promise, resolve } = Promise.withResolvers<void>();
    await using daemon = fakeDaemon({
      info() {
        resolve();
        return Response.json({ DockerRootDir: `${folder}/told` });
      },
    });
    await following(daemon.socket, async (recorder, client) => {
      await promise;
      await recorder.until("up");
      daemon.routes.list = () => new Response("?", { status: 500 });
      // The answer is on its way to the client.
      while (await client.lookup(ID) === "no answer") {
        await new Promise((next) => setTimeout(next, 1));
      }
      assertEquals(await client.lookup(ID), WEB);
    }, { daemonJson: `${folder}/none` });
  });
});
