import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  createPodmanClient,
  type PodmanClientOptions,
} from "../../../src/enrich/podman/podman_client.ts";
import type { RuntimeClient } from "../../../src/enrich/runtime_client.ts";
import {
  eventLine,
  type FakeDaemon,
  fakeDaemon,
  idOf,
  listed,
  listOf,
} from "../api/fake_daemon.ts";
import { Recorder } from "../api/recorder.ts";
import { helperOf } from "./fixtures.ts";
import { OWN_UID, type TempFolder, tempFolder, writeStorage } from "./temp_folder.ts";

const [A, B] = [idOf("a"), idOf("b")];
const NOBODY = { passwd: "/no/such/file", runFolder: "/no/such/folder" };
/** Some user who is not root. */
const USER = 1;

/** A conmon of a podman with this root folder. */
function conmon(uid: number, id: string, name: string, root: string) {
  const settings = ["--root", root].flatMap((value) => ["--exit-command-arg", value]);
  const command = ["/usr/bin/conmon", "-c", id, "-n", name, "--exit-command", "/usr/bin/podman"];
  return helperOf(uid, [...command, ...settings]);
}

/** Follows during a test; nothing of the host's is looked at. */
async function following(
  options: PodmanClientOptions,
  test: (recorder: Recorder, client: RuntimeClient) => Promise<void>,
): Promise<void> {
  const recorder = new Recorder();
  const stop = new AbortController();
  const rootPlace = { uid: 0, root: "/no/such/storage" };
  const client = createPodmanClient({ rootPlace, userFiles: NOBODY, sockets: [], ...options });
  const followed = client.follow(recorder, stop.signal);
  try {
    await test(recorder, client);
  } finally {
    stop.abort();
    await followed;
  }
}

Deno.test("follow() finds podman absent where there is none, and up with the first conmon", async () => {
  await using folder = tempFolder();
  const root = writeStorage(folder, "root", [[A, "web"]]);
  await following({}, async (recorder, client) => {
    await recorder.until("absent no podman storage and no socket");
    assertEquals(await client.lookup(A), "none");
    client.noticed?.(conmon(OWN_UID, A, "old", root));
    await recorder.until(`update a web img:1`);
    assertEquals(recorder.calls.slice(1), ["up", "update a web img:1"]);
    // The same again is no news.
    client.noticed?.(conmon(OWN_UID, A, "old", root));
    client.noticed?.(conmon(OWN_UID, B, "second", root));
    await recorder.until(`update b second -`);
    assertEquals(recorder.calls.length, 4);
  });
});

Deno.test("follow() is down, with the reason, where a socket has no API", async () => {
  await using daemon = fakeDaemon({ ping: () => new Response("?", { status: 500 }) });
  await following({ sockets: [daemon.socket] }, async (recorder) => {
    await recorder.until("down the daemon answered HTTP 500: ?");
    assertEquals(recorder.calls.length, 1);
  });
});

Deno.test("follow() is down where a socket that was asked for is not there", async () => {
  await following({ sockets: ["/no/such/socket"] }, async (recorder) => {
    await recorder.until("down no socket at /no/such/socket");
    assertEquals(recorder.calls.length, 1);
  });
});

Deno.test("noticed() takes any command line, before follow() too", async () => {
  const client = createPodmanClient({ userFiles: NOBODY });
  fc.assert(fc.property(fc.array(fc.string()), fc.nat(), (args, uid) => {
    const claim = { runtime: "podman", containerId: args[0] ?? A, startsProcesses: true };
    client.noticed?.({ pid: 1, startTime: 1, uid, workingDirectory: "/", args, claim });
  }));
  client.noticed?.(conmon(0, A, "web", "/no/such/storage"));
  assertEquals(await client.lookup(A), { id: A, name: "web" });
});

Deno.test("lookup() asks nobody for what is no id, and is bounded in number", async () => {
  await following({}, async (_, client) => {
    for (const id of ["", "web", "A".repeat(64)]) assertEquals(await client.lookup(id), "none");
    const answers = await Promise.all(Array.from({ length: 200 }, () => client.lookup(B)));
    assertEquals(answers.filter((answer) => answer === "no answer").length, 72);
    assertEquals(await client.lookup(B), "none");
  });
});

/** A fake API that belongs to somebody. */
async function daemonOf(uid: number, folder: TempFolder): Promise<FakeDaemon> {
  const daemon = fakeDaemon({ list: () => listOf(listed("a", "lie")) }, `${folder.path}/sock`);
  await Deno.chown(daemon.socket, uid, uid);
  return daemon;
}

/** Who may lie about whom needs files of two users. */
const NEEDS_ROOT = { ignore: OWN_UID !== 0 };

Deno.test("follow() lets a user's API name no container of root's", NEEDS_ROOT, async () => {
  await using folder = tempFolder();
  const rootPlace = { uid: 0, root: writeStorage(folder, "root", [[A, "web"]]) };
  await using daemon = await daemonOf(USER, folder);
  await following({ rootPlace, sockets: [daemon.socket] }, async (recorder, client) => {
    while (daemon.requests.length < 3) {
      await client.lookup(B);
      await Deno.stat(folder.path);
    }
    daemon.emit(eventLine("rename", "a", "lie"));
    daemon.emit(eventLine("remove", "a", "lie"));
    daemon.emit(eventLine("create", "b", "own"));
    await recorder.until("update b own img:1");
    assertEquals(recorder.calls.filter((call) => !call.includes(" b ")), ["up"]);
    assertEquals(await client.lookup(A), { id: A, name: "web", image: "img:1" });
  });
});

Deno.test(
  "follow() takes root's API at its word, and leaves a socket that is gone",
  NEEDS_ROOT,
  async () => {
    await using folder = tempFolder();
    const daemon = await daemonOf(0, folder);
    await following({ sockets: [daemon.socket] }, async (recorder, client) => {
      await recorder.until("up");
      assertEquals(recorder.calls, ["update a lie img:1", "up"]);
      assertEquals(Object(await client.lookup(A)).name, "lie");
      await Deno.remove(daemon.socket);
      await daemon[Symbol.asyncDispose]();
      while (await client.lookup(A) !== "none") await Deno.stat(folder.path);
      // Another one in its place is found when a helper shows that podman is in use.
      await using _ = await daemonOf(0, folder);
      client.noticed?.(conmon(0, B, "web", "/no/such/storage"));
      await recorder.until("update a lie img:1", 2);
    });
  },
);
