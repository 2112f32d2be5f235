import { assertEquals, assertRejects } from "@std/assert";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import { AnswerTooLong } from "../../../src/enrich/api/read_pieces.ts";
import { GrpcChannel, MESSAGE_MAX } from "../../../src/enrich/grpc/grpc_channel.ts";
import { GrpcFailure } from "../../../src/enrich/grpc/grpc_failure.ts";
import { answer, endless, failed, fakeGrpc } from "./fake_grpc.ts";
import { testGrpc } from "./test_grpc.ts";

const CALL = { path: "/a.B/C", maxBytes: 100 } as const;
const NEVER = new AbortController().signal;
const MESSAGE = new Uint8Array([1, 2, 3]);

testGrpc("GrpcChannel.unary() gives the one answer", async () => {
  await using daemon = fakeGrpc({ "/a.B/C": () => answer(MESSAGE) });
  using channel = await GrpcChannel.open(daemon.socket);
  assertEquals(new Uint8Array(await channel.unary(CALL, NEVER)), MESSAGE);
  assertEquals(new Uint8Array(await channel.unary(CALL, NEVER)), MESSAGE);
});

testGrpc("GrpcChannel.unary() rejects with the daemon's status", async () => {
  await using daemon = fakeGrpc({ "/a.B/C": () => failed(5, "no caf%C3%A9 here") });
  using channel = await GrpcChannel.open(daemon.socket);
  const missing = await assertRejects(() => channel.unary(CALL, NEVER), GrpcFailure);
  assertEquals([missing.isNotFound, missing.message], [true, "the daemon said: no caf\u00e9 here"]);
  const older = await assertRejects(
    () => channel.unary({ ...CALL, path: "/a.B/D" }, NEVER),
    GrpcFailure,
  );
  assertEquals(older.isUnimplemented, true);
});

testGrpc("GrpcChannel.unary() rejects answers that are none", async () => {
  const headers = { "content-type": "application/grpc" };
  const frame = (...bytes: number[]) => new Response(new Uint8Array(bytes), { headers });
  const gzip = { ...headers, "grpc-encoding": "gzip" };
  await using daemon = fakeGrpc({
    "/a.B/Html": () => new Response("<html>"),
    "/a.B/Teapot": () => new Response("<html>", { status: 418 }),
    "/a.B/Empty": () => answer(),
    "/a.B/Cut": () => frame(0, 0, 0, 0, 20, 1, 2),
    "/a.B/Twice": () => answer(MESSAGE, MESSAGE),
    "/a.B/Long": () => answer(new Uint8Array(101)),
    "/a.B/TooLong": () => answer(new Uint8Array(MESSAGE_MAX + 1)),
    "/a.B/Garbled": () => new Response(new Uint8Array([1, 0, 0, 0, 2, 9, 9]), { headers: gzip }),
  });
  using channel = await GrpcChannel.open(daemon.socket);
  const reasons: Record<string, string> = {};
  for (const path of Object.keys(daemon.calls)) {
    const isUnended = path === "/a.B/Twice" || path === "/a.B/Garbled";
    const call = { ...CALL, path, ...isUnended ? { limitMs: 50 } : {} };
    reasons[path.slice(5)] = (await assertRejects(() => channel.unary(call, NEVER), ApiFailure))
      .message;
  }
  assertEquals(reasons, {
    Html: "the answer is longer than 100 bytes",
    Teapot: "the daemon answered HTTP 418",
    Empty: "the daemon said: No message received",
    Cut: "the daemon said: No message received",
    Twice: "the daemon did not answer within 50 ms",
    Long: "the answer is longer than 100 bytes",
    TooLong: "the answer is longer than 100 bytes",
    Garbled: "the daemon did not answer within 50 ms",
  });
});

testGrpc("GrpcChannel.stream() runs beside other calls until its signal aborts", async () => {
  await using daemon = fakeGrpc({
    "/a.B/Stream": () => endless(MESSAGE, MESSAGE),
    "/a.B/C": () => answer(MESSAGE),
  });
  using channel = await GrpcChannel.open(daemon.socket);
  const stop = new AbortController();
  let count = 0;
  const two = Promise.withResolvers<void>();
  const streamed = channel.stream({ ...CALL, path: "/a.B/Stream" }, stop.signal, () => {
    if (++count === 2) two.resolve();
  });
  assertEquals(new Uint8Array(await channel.unary(CALL, NEVER)), MESSAGE);
  await two.promise;
  stop.abort(new ApiFailure("enough"));
  await assertRejects(() => streamed, ApiFailure, "enough");
});

testGrpc("GrpcChannel.stream() says how the daemon ended it", async () => {
  await using daemon = fakeGrpc({
    "/a.B/End": () => answer(MESSAGE),
    "/a.B/No": () => failed(14, "shutting down"),
  });
  using channel = await GrpcChannel.open(daemon.socket);
  await channel.stream({ ...CALL, path: "/a.B/End" }, NEVER, () => {});
  const no = () => channel.stream({ ...CALL, path: "/a.B/No" }, NEVER, () => {});
  await assertRejects(no, GrpcFailure, "the daemon said: shutting down");
});

testGrpc(
  "GrpcChannel.stream() passes over a message past its limit, and rejects as its reader throws",
  async () => {
    await using daemon = fakeGrpc({ "/a.B/C": () => endless(new Uint8Array(101), MESSAGE) });
    using channel = await GrpcChannel.open(daemon.socket);
    const lengths: (number | undefined)[] = [];
    const read = (message: Uint8Array | undefined): void => {
      lengths.push(message?.length);
      if (message !== undefined) throw new ApiFailure("enough");
    };
    await assertRejects(() => channel.stream(CALL, NEVER, read), ApiFailure, "enough");
    assertEquals(lengths, [undefined, 3]);
  },
);

testGrpc("GrpcChannel.unary() ends with its signal while the daemon hangs", async () => {
  const hang = Promise.withResolvers<Response>();
  await using daemon = fakeGrpc({ "/a.B/C": () => hang.promise });
  using channel = await GrpcChannel.open(daemon.socket);
  const stop = new AbortController();
  const asked = channel.unary(CALL, stop.signal);
  stop.abort(new ApiFailure("too slow"));
  await assertRejects(() => asked, ApiFailure, "too slow");
  hang.resolve(answer());
});

testGrpc("GrpcChannel.unary() does not read on in a body without end", async () => {
  const chunk = new Uint8Array(64 * 1024);
  let sent = 0;
  await using daemon = fakeGrpc({
    "/a.B/C"() {
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (controller) => controller.enqueue(new Uint8Array([0, 0xff, 0xff, 0xff, 0xff])),
        pull(controller) {
          sent += chunk.length;
          controller.enqueue(chunk);
        },
      });
      return new Response(body, { headers: { "content-type": "application/grpc" } });
    },
  });
  using channel = await GrpcChannel.open(daemon.socket);
  await assertRejects(() => channel.unary(CALL, NEVER), AnswerTooLong);
  // What HTTP/2 lets a server send ahead, and what was on its way.
  assertEquals(sent < 64 * 1024 * 1024, true);
});

testGrpc("GrpcChannel.open() rejects where nobody listens", async () => {
  await assertRejects(() => GrpcChannel.open("/no/such/socket"), Deno.errors.NotFound);
});
