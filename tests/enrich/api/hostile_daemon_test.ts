import "../../keep_libc.ts";
import { assertEquals, assertMatch } from "@std/assert";
import { endless, eventLine, fakeDaemon, hanging, listed, listOf } from "./fake_daemon.ts";
import { following } from "./following.ts";

Deno.test("follow() gives up on each request that hangs", async (t) => {
  for (const route of ["ping", "events", "list"] as const) {
    await t.step(route, async () => {
      const hung = hanging();
      await using daemon = fakeDaemon({ [route]: hung.route });
      await following(daemon.socket, async (recorder) => {
        await recorder.until("down");
        assertEquals(recorder.calls, ["down the daemon did not answer within 20 ms"]);
        delete daemon.routes[route];
        await recorder.until("up");
      }, { timing: { answerMs: 20, listMs: 20 } });
      hung.release();
    });
  }
});

Deno.test("follow() gives up on a socket that accepts and never answers", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-fake-" });
  const listener = Deno.listen({ transport: "unix", path: `${folder}/sock` });
  try {
    await following(`${folder}/sock`, async (recorder) => {
      await recorder.until("down");
      assertEquals(recorder.calls, ["down the daemon did not answer within 20 ms"]);
    }, { timing: { answerMs: 20 } });
  } finally {
    listener.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("follow() says when the socket does not speak HTTP", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-fake-" });
  const listener = Deno.listen({ transport: "unix", path: `${folder}/sock` });
  const served = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(4096)).catch(() => 0);
      await connection.write(new TextEncoder().encode("SSH-2.0-x\r\n\r\n")).catch(() => 0);
      connection.close();
    }
  })();
  try {
    await following(`${folder}/sock`, async (recorder) => {
      await recorder.until("down");
      assertEquals(recorder.calls, [`down ${folder}/sock does not speak HTTP`]);
    });
  } finally {
    listener.close();
    await served;
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("follow() passes the daemon's own words on, printable", async () => {
  const refuse = () => new Response('{"message":"not \\u001b[31mallowed\\n"}\n', { status: 403 });
  await using daemon = fakeDaemon({ list: refuse });
  await following(daemon.socket, async (recorder) => {
    await recorder.until("down");
    assertEquals(recorder.calls, ["down the daemon answered HTTP 403: not [31mallowed"]);
  });
});

Deno.test("follow() does not take another HTTP server for a Docker daemon", async () => {
  await using daemon = fakeDaemon({ ping: () => new Response("<html>") });
  await following(daemon.socket, async (recorder) => {
    await recorder.until("down");
    assertEquals(recorder.calls, [`down ${daemon.socket} has no Docker API`]);
  });
});

Deno.test("follow() skips and counts bad event lines, and never stops for them", async () => {
  await using daemon = fakeDaemon();
  await following(daemon.socket, async (recorder, client) => {
    await recorder.until("up");
    daemon.emit("{not json}\n\n\r\n[]\nnull\n");
    daemon.emit(`${"[".repeat(900)}\n`);
    daemon.emit(`"${"x".repeat(2000)}"\n`);
    daemon.emit(eventLine("create", "__proto__", "web"));
    daemon.emit(eventLine("attach", "a", "web"));
    daemon.emit(eventLine("create", "b", "good"));
    await recorder.until("update b");
    assertEquals(recorder.calls, ["up", "update b good img:1"]);
    const { malformed, oversized, ignored } = client.stats();
    assertEquals({ malformed, oversized, ignored }, { malformed: 6, oversized: 1, ignored: 1 });
  }, { limits: { pieceBytes: 1000 } });
});

Deno.test("follow() drops half a line at the stream's end", async () => {
  await using daemon = fakeDaemon();
  await following(daemon.socket, async (recorder) => {
    await recorder.until("up");
    daemon.emit(eventLine("create", "a", "half").trimEnd());
    daemon.endStreams();
    await recorder.until("up", 1);
    assertEquals(recorder.calls, ["up", "down the daemon closed the event stream", "up"]);
  });
});

Deno.test("follow() holds one entry of the list at a time, and skips one that is too long", async () => {
  const long = { ...Object(listed("b", "long")), Command: "x".repeat(5000) };
  await using daemon = fakeDaemon({
    list: () => listOf(listed("a", "one"), long, 7, { Id: 1 }, listed("c", "three")),
  });
  await following(daemon.socket, async (recorder, client) => {
    await recorder.until("up");
    assertEquals(recorder.calls, ["update a one img:1", "update c three img:1", "up"]);
    assertEquals(client.stats().oversized, 1);
    assertEquals(client.stats().malformed, 2);
  }, { limits: { pieceBytes: 1000 } });
});

Deno.test("follow() reads an endless list up to its limit and keeps what it had", async () => {
  const entry = `${JSON.stringify(listed("a", "one"))},`;
  await using daemon = fakeDaemon({ list: () => endless("[".concat(entry)) });
  await following(daemon.socket, async (recorder, client) => {
    await recorder.until("up");
    assertEquals(client.stats().cutLists, 1);
    assertEquals(client.stats().known, 1);
  }, { limits: { listBytes: 100_000 } });
});

Deno.test("follow() survives an endless line and an endless error", async () => {
  await using daemon = fakeDaemon({ events: () => endless("x".repeat(10_000)) });
  await following(daemon.socket, async (recorder) => {
    await recorder.until("up");
    assertEquals(recorder.calls, ["up"]);
  });
  daemon.routes.ping = () => new Response(endless("e".repeat(1000)).body, { status: 500 });
  await following(daemon.socket, async (recorder) => {
    await recorder.until("down");
    assertMatch(recorder.calls[0] ?? "", /^down the daemon answered HTTP 500: e{200,240}$/);
  });
});

Deno.test("follow() takes a list that is no array, or ends early, for a failure", async (t) => {
  const lists: ReadonlyArray<readonly [string, string]> = [
    ['{"message":"?"}', "the list is no JSON array"],
    ["[]]", "the list is no JSON array"],
    [`[${JSON.stringify(listed("a", "one"))}`, "the list ended early"],
    ["", "the list ended early"],
  ];
  for (const [text, reason] of lists) {
    await t.step(text, async () => {
      await using daemon = fakeDaemon({ list: () => new Response(text) });
      await following(daemon.socket, async (recorder) => {
        await recorder.until("down");
        assertEquals(recorder.calls.at(-1), `down ${reason}`);
      });
    });
  }
});

Deno.test("follow() is bounded in the ids it keeps", async () => {
  const ids = Array.from({ length: 20 }, (_, i) => listed(`${i + 10}f`, `c${i}`));
  await using daemon = fakeDaemon({ list: () => listOf(...ids) });
  await following(daemon.socket, async (recorder, client) => {
    await recorder.until("up");
    assertEquals(client.stats().known, 8);
    assertEquals(client.stats().forgotten, 12);
  }, { limits: { knownIds: 8 } });
});
