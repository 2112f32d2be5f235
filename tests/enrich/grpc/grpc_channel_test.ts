import { assertEquals, assertRejects } from "@std/assert";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import { AnswerTooLong } from "../../../src/enrich/api/read_pieces.ts";
import { GrpcChannel, GrpcFailure } from "../../../src/enrich/grpc/grpc_channel.ts";
import { answer, endless, failed, fakeGrpc } from "./fake_grpc.ts";

const CALL = { service: "a.B", method: "C", maxBytes: 100 } as const;
const NEVER = new AbortController().signal;
const MESSAGE = new Uint8Array([1, 2, 3]);

Deno.test("GrpcChannel.unary() gives the one answer", async () => {
  await using daemon = fakeGrpc({ "/a.B/C": () => answer(MESSAGE) });
  using channel = new GrpcChannel(daemon.socket);
  assertEquals(await channel.unary(CALL, NEVER), MESSAGE);
  assertEquals(await channel.unary(CALL, NEVER), MESSAGE);
});

Deno.test("GrpcChannel.unary() rejects with the daemon's status", async () => {
  await using daemon = fakeGrpc({ "/a.B/C": () => failed(5, "no caf%C3%A9 here") });
  using channel = new GrpcChannel(daemon.socket);
  const missing = await assertRejects(() => channel.unary(CALL, NEVER), GrpcFailure);
  assertEquals([missing.isNotFound, missing.message], [true, "the daemon said: no caf\u00e9 here"]);
  const older = await assertRejects(
    () => channel.unary({ ...CALL, method: "D" }, NEVER),
    GrpcFailure,
  );
  assertEquals(older.isUnimplemented, true);
});

Deno.test("GrpcChannel.unary() rejects answers that are none", async () => {
  await using daemon = fakeGrpc({
    "/a.B/Html": () => new Response("<html>"),
    "/a.B/Teapot": () => new Response("", { status: 418 }),
    "/a.B/Empty": () => answer(),
    "/a.B/Twice": () => answer(MESSAGE, MESSAGE),
    "/a.B/Long": () => answer(new Uint8Array(101)),
  });
  using channel = new GrpcChannel(daemon.socket);
  const reasons: Record<string, string> = {};
  for (const method of ["Html", "Teapot", "Empty", "Twice", "Long"]) {
    const call = () => channel.unary({ ...CALL, method }, NEVER);
    const failure = await assertRejects(call, method === "Long" ? AnswerTooLong : ApiFailure);
    reasons[method] = failure.message;
  }
  assertEquals(reasons, {
    Html: "the daemon does not speak gRPC",
    Teapot: "the daemon answered HTTP 418",
    Empty: "the daemon did not answer Empty",
    Twice: "the daemon answered twice",
    Long: "the answer is longer than 100 bytes",
  });
});

Deno.test("GrpcChannel.stream() runs beside other calls until its signal aborts", async () => {
  await using daemon = fakeGrpc({
    "/a.B/Stream": () => endless(MESSAGE, MESSAGE),
    "/a.B/C": () => answer(MESSAGE),
  });
  using channel = new GrpcChannel(daemon.socket);
  const stop = new AbortController();
  let count = 0;
  const two = Promise.withResolvers<void>();
  const streamed = channel.stream({ ...CALL, method: "Stream" }, stop.signal, () => {
    if (++count === 2) two.resolve();
  });
  assertEquals(await channel.unary(CALL, NEVER), MESSAGE);
  await two.promise;
  stop.abort(new ApiFailure("enough"));
  await assertRejects(() => streamed, ApiFailure, "enough");
});

Deno.test("GrpcChannel.unary() ends with its signal while the daemon hangs", async () => {
  const hang = Promise.withResolvers<Response>();
  await using daemon = fakeGrpc({ "/a.B/C": () => hang.promise });
  using channel = new GrpcChannel(daemon.socket);
  const stop = new AbortController();
  const asked = channel.unary(CALL, stop.signal);
  stop.abort(new ApiFailure("too slow"));
  await assertRejects(() => asked, ApiFailure, "too slow");
  hang.resolve(answer());
});

Deno.test("GrpcChannel.unary() does not read on in a body without end", async () => {
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
  using channel = new GrpcChannel(daemon.socket);
  await assertRejects(() => channel.unary(CALL, NEVER), AnswerTooLong);
  // What HTTP/2 lets a server send ahead, and what was on its way.
  assertEquals(sent < 64 * 1024 * 1024, true);
});

Deno.test("GrpcChannel.unary() rejects where nobody listens", async () => {
  using channel = new GrpcChannel("/no/such/socket");
  await assertRejects(() => channel.unary(CALL, NEVER), TypeError);
});
