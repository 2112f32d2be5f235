import "../../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { createDockerClient } from "../../../src/enrich/docker/docker_client.ts";
import {
  endless,
  type FakeDaemon,
  fakeDaemon,
  hanging,
  idOf,
  listed,
  listOf,
} from "./fake_daemon.ts";
import { following } from "./following.ts";

Deno.test("lookup() asks the list for one id, and takes no other for it", async () => {
  await using daemon = fakeDaemon({
    list: () => listOf(listed("b", "other"), listed("a", "web")),
  });
  const client = createDockerClient({ socket: daemon.socket });
  assertEquals(await client.lookup(idOf("a")), {
    id: idOf("a"),
    name: "web",
    image: "img:1",
    labels: {},
  });
  assertEquals(await client.lookup(idOf("c")), "none");
  const { searchParams } = new URL(`http://d${daemon.requests[1]}`);
  assertEquals(searchParams.get("all"), "1");
  assertEquals(JSON.parse(searchParams.get("filters") ?? ""), { id: [idOf("a")] });
});

Deno.test("lookup() sends nothing for what cannot be a Docker id", async () => {
  await using daemon = fakeDaemon();
  const client = createDockerClient({ socket: daemon.socket });
  for (const id of ["", "web", ".*", "A".repeat(64), "a".repeat(63), "../".repeat(30)]) {
    assertEquals(await client.lookup(id), "none");
  }
  assertEquals(daemon.requests, []);
});

Deno.test("lookup() has no answer from a daemon that hangs, fails or floods", async (t) => {
  const hung = hanging();
  const lists = {
    hangs: hung.route,
    fails: () => new Response("?", { status: 500 }),
    floods: () => endless(`["x",`),
    lies: () => listOf({ Id: idOf("a"), Names: "web" }),
  };
  for (const [what, list] of Object.entries(lists)) {
    await t.step(what, async () => {
      await using daemon = fakeDaemon({ list });
      const client = createDockerClient({
        socket: daemon.socket,
        timing: { lookupMs: what === "hangs" ? 20 : 60_000 },
        limits: { lookupBytes: 10_000 },
      });
      assertEquals(await client.lookup(idOf("a")), "no answer");
      hung.release();
    });
  }
  const client = createDockerClient({ socket: "/no/such/socket" });
  assertEquals(await client.lookup(idOf("a")), "no answer");
});

Deno.test("lookup() is bounded in flight, and ends with follow()", async () => {
  const hung = hanging();
  await using daemon = fakeDaemon({
    list: (url) => url.search.includes("id") ? hung.route() : listOf(),
  });
  let pending: Promise<unknown>[] = [];
  await following(daemon.socket, async (recorder, client) => {
    await recorder.until("up");
    pending = ["a", "b", "c"].map((hex) => client.lookup(idOf(hex)));
    assertEquals(await pending[2], "no answer");
    assertEquals(client.stats().refusedLookups, 1);
  }, { limits: { lookups: 2 }, timing: { lookupMs: 60_000 } });
  assertEquals(await Promise.all(pending), ["no answer", "no answer", "no answer"]);
  hung.release();
});

/** A daemon with one container, in this state, whose inspect answers so. */
function inspectable(state: string, inspect: () => Response | Promise<Response>): FakeDaemon {
  return fakeDaemon({
    list: () => listOf({ ...Object(listed("a", "web")), State: state }),
    inspect,
  });
}

Deno.test("inspect() asks for a container that runs, and for no other", async () => {
  const answer = {
    Id: idOf("a"),
    Name: "/web",
    Config: { Image: "img:1", Labels: {} },
    Created: "2026-11-21T22:10:54.5Z",
    State: { Status: "running", StartedAt: "2026-11-21T22:10:55.123456789Z" },
    RestartCount: 3,
  };
  await using daemon = inspectable("running", () => Response.json(answer));
  const client = createDockerClient({ socket: daemon.socket });
  assertEquals(await client.inspect(idOf("a")), {
    id: idOf("a"),
    name: "web",
    image: "img:1",
    labels: {},
    state: "running",
    createdAt: Date.UTC(2026, 10, 21, 22, 10, 54, 500),
    startedAt: Date.UTC(2026, 10, 21, 22, 10, 55, 123),
    restartCount: 3,
  });
  assertEquals(await client.inspect(idOf("c")), "none");
  assertEquals(await client.inspect("../x"), "none");
  for (const state of ["created", "exited", "restarting", "removing", "dead", "?"]) {
    await using other = inspectable(state, () => Response.json(answer));
    const told = await createDockerClient({ socket: other.socket }).inspect(idOf("a"));
    assertEquals(typeof told === "string" ? told : told.restartCount, undefined);
    assertEquals(other.requests.some((target) => target.endsWith(`${idOf("a")}/json`)), false);
  }
});

Deno.test("inspect() of a daemon that hangs, fails, floods or lies tells what lookup tells", async (t) => {
  const hung = hanging();
  const answers = {
    hangs: hung.route,
    fails: () => new Response("?", { status: 500 }),
    floods: () => endless(`{"Id":"${idOf("a")}","x":"`),
    lies: () => Response.json({ Id: idOf("b"), Name: "/other" }),
  };
  for (const [what, inspect] of Object.entries(answers)) {
    await t.step(what, async () => {
      await using daemon = inspectable("running", inspect);
      const client = createDockerClient({
        socket: daemon.socket,
        timing: { inspectMs: what === "hangs" ? 20 : 60_000 },
        limits: { inspectBytes: 10_000 },
      });
      const told = await client.inspect(idOf("a"));
      assertEquals(typeof told === "string" ? told : told.name, "web");
      hung.release();
    });
  }
});
