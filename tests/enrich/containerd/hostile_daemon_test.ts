import { assertEquals, assertMatch } from "@std/assert";
import { createContainerdClient } from "../../../src/enrich/containerd/containerd_client.ts";
import { encodeMap, encodeMessage } from "../grpc/encode_message.ts";
import { Recorder } from "../api/recorder.ts";
import { answer, endless, failed, fakeGrpc, framed } from "../grpc/fake_grpc.ts";
import { CALL, event, following, goodCalls } from "./fake_containerd.ts";
import { testGrpc } from "../grpc/test_grpc.ts";

const LISTED = "update web shop-web ctrack.test/busybox:1";

testGrpc("follow() lists a daemon's containers with their states", async () => {
  await following({}, async (recorder) => {
    await recorder.until("up");
    assertEquals(recorder.calls, [LISTED, "up"]);
    assertEquals(recorder.containers[0]?.state, "running");
  });
});

testGrpc("follow() subscribes before it lists", async () => {
  await following({}, async (recorder, _, daemon) => {
    await recorder.until("up");
    assertEquals(daemon.asked.slice(0, 2), [CALL.events, CALL.version]);
  });
});

testGrpc("follow() goes on after events that are none", async () => {
  const garbage = [
    new Uint8Array([0xff, 0xff]),
    new Uint8Array(2 << 20),
    event("/tasks/oom", "web"),
  ];
  await following({ [CALL.events]: () => endless(...garbage) }, async (recorder, client) => {
    await recorder.until("happened web oom");
    const { malformed, oversized, sessions } = client.stats();
    assertEquals({ malformed, oversized, sessions }, { malformed: 1, oversized: 1, sessions: 1 });
  });
});

testGrpc("follow() tells of an event whose container cannot be asked for", async () => {
  const calls = {
    [CALL.events]: () => endless(event("/containers/create", "new")),
    [CALL.container]: () => failed(5, "container not found"),
  };
  await following(calls, async (recorder) => {
    await recorder.until("happened new create");
    assertEquals(recorder.calls.filter((call) => call.startsWith("update")), [LISTED]);
  });
});

testGrpc("follow() does not take another container's answer for the one asked for", async () => {
  await following(
    { [CALL.events]: () => endless(event("/containers/create", "new")) },
    async (recorder) => {
      await recorder.until("happened new create");
      assertEquals(recorder.calls.filter((call) => call.startsWith("update")), [LISTED]);
    },
  );
});

testGrpc("follow() names containers though their states cannot be had", async () => {
  await following({ [CALL.tasks]: () => failed(13, "a shim hangs") }, async (recorder) => {
    await recorder.until("up");
    assertEquals(recorder.containers[0]?.state, undefined);
  });
});

testGrpc("follow() says why a daemon does not answer, once, and comes back to it", async () => {
  await following(
    { [CALL.version]: () => failed(14, "starting%1b[31m") },
    async (recorder, _, daemon) => {
      await recorder.until("down");
      while (daemon.asked.filter((path) => path === CALL.version).length < 3) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      daemon.calls[CALL.version] = () => answer([[1, "1.7"]]);
      await recorder.until("up");
      assertEquals(recorder.calls, ["down the daemon said: starting [31m", LISTED, "up"]);
    },
  );
});

testGrpc("follow() takes a daemon that hangs for down", async () => {
  const hang = Promise.withResolvers<Response>();
  await following({ [CALL.version]: () => hang.promise }, async (recorder) => {
    await recorder.until("down");
    assertEquals(recorder.calls, ["down the daemon did not answer within 20 ms"]);
    hang.resolve(answer());
  }, { timing: { answerMs: 20 } });
});

testGrpc(
  "follow() tells what vanished between two sessions, and ends with a stream's end",
  async () => {
    const end = Promise.withResolvers<void>();
    await following({
      [CALL.events]: () => {
        const body = new ReadableStream({
          async start(controller) {
            controller.enqueue(framed(event("/tasks/paused", "web")));
            await end.promise;
            controller.close();
          },
        });
        return new Response(body, { headers: { "content-type": "application/grpc" } });
      },
    }, async (recorder, _, daemon) => {
      await recorder.until("happened web pause");
      daemon.calls[CALL.events] = () => endless();
      daemon.calls[CALL.containers] = () => answer([]);
      end.resolve();
      await recorder.until("removed web");
      await recorder.until("up", recorder.calls.length - 1);
      assertEquals(recorder.calls, [
        LISTED,
        "up",
        "update web shop-web -",
        "happened web pause",
        "down the daemon closed the event stream",
        "removed web",
        "up",
      ]);
    });
  },
);

testGrpc("follow() bounds what a list may bring", async () => {
  const labels = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [`label${index}`, "x".repeat(500)]),
  );
  const many = Array.from({ length: 50 }, (_, index) => [1, [[1, `c${index}`]]] as const);
  const list = encodeMessage([[1, [[1, "big"], ...encodeMap(2, labels)]], ...many]);
  await following({ [CALL.containers]: () => answer(list) }, async (recorder, client) => {
    await recorder.until("up");
    assertEquals(client.stats().known, 5);
    const kept = recorder.containers[0]?.labels ?? {};
    assertEquals(Object.keys(kept).length <= 64, true);
  }, { limits: { knownIds: 5 } });
});

testGrpc("follow() reports an answer over the limit", async () => {
  const calls = { [CALL.namespaces]: () => answer(new Uint8Array(300 * 1024)) };
  await following(calls, async (recorder) => {
    await recorder.until("down");
    assertMatch(recorder.calls[0] ?? "", /^down the answer is longer than \d+ bytes$/);
  });
});

testGrpc("follow() gives up a session whose events pile up behind an answer", async () => {
  const hang = Promise.withResolvers<Response>();
  const flood = Array.from({ length: 5000 }, () => event("/containers/create", "new"));
  await following({
    [CALL.events]: () => endless(...flood),
    [CALL.container]: () => hang.promise,
  }, async (recorder) => {
    await recorder.until("down");
    assertMatch(recorder.calls.at(-1) ?? "", /^down too many events wait/);
    hang.resolve(answer());
  });
});

testGrpc("follow() tells of no socket, and follows one that a shim tells of", async () => {
  await using daemon = fakeGrpc(goodCalls());
  const stop = new AbortController();
  const recorder = new Recorder();
  const client = createContainerdClient({ sockets: ["/no/such/socket"], stateFolders: [] });
  const followed = client.follow(recorder, stop.signal);
  await recorder.until("down");
  const claim = { runtime: "containerd", socket: daemon.socket, startsProcesses: true } as const;
  const helper = { pid: 5, startTime: 1, uid: 1000, workingDirectory: "/", args: [], claim };
  client.noticed(helper);
  client.noticed({ ...helper, uid: 0 });
  client.noticed({ ...helper, uid: 0 });
  await recorder.until("up");
  assertEquals(recorder.calls, ["down no socket at /no/such/socket", LISTED, "up"]);
  assertEquals(daemon.asked.filter((path) => path === CALL.events).length, 1);
  stop.abort();
  await followed;
});

testGrpc("lookup() is refused when too many are in flight", async () => {
  const client = createContainerdClient({ sockets: [], stateFolders: [], limits: { lookups: 1 } });
  assertEquals(await Promise.all([client.lookup("a"), client.lookup("b")]), ["none", "no answer"]);
  assertEquals([await client.lookup("c"), client.stats().refusedLookups], ["none", 1]);
});

testGrpc("inspect() asks the daemon, and takes its silence for no answer of its own", async () => {
  await following({}, async (recorder, client, daemon) => {
    await recorder.until("up");
    const told = await client.inspect("web");
    assertEquals(typeof told === "string" ? told : [told.name, told.state], [
      "shop-web",
      "running",
    ]);
    daemon.calls[CALL.container] = () => failed(5, "not found");
    assertEquals(await client.inspect("gone"), "none");
    assertEquals(await client.inspect("../x"), "none");
  });
});
