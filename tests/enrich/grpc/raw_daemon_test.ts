import { assertEquals, assertRejects } from "@std/assert";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import { GrpcChannel } from "../../../src/enrich/grpc/grpc_channel.ts";
import { endless, fakeGrpc } from "./fake_grpc.ts";
import { type Behaviour, frame, SETTINGS, withDaemon } from "./raw_daemon.ts";
import { testGrpc } from "./test_grpc.ts";

const CALL = { path: "/a.B/C", maxBytes: 100 } as const;
const NEVER = new AbortController().signal;

const PING = frame(6, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
const bytes = (...parts: readonly number[][]): Uint8Array => new Uint8Array(parts.flat());

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  "closes at once": { closes: true },
  "is silent": {},
  "sends garbage": { first: new Uint8Array(5000).fill(0xa5) },
  "speaks HTTP/1": {
    first: new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"),
    closes: true,
  },
  "greets and closes": { first: bytes(SETTINGS), closes: true },
  "greets and is silent": { first: bytes(SETTINGS) },
  "greets and says goodbye": { first: bytes(SETTINGS, frame(7, 0, 0, ...Array(8).fill(0))) },
  "resets the call": { first: bytes(SETTINGS), then: bytes(frame(3, 0, 1, 0, 0, 0, 7)) },
  "sends headers that are none": {
    first: bytes(SETTINGS),
    then: bytes(frame(1, 4, 1, 255, 255, 255)),
  },
  "sends data before headers": { first: bytes(SETTINGS), then: bytes(frame(0, 1, 1, 1, 2, 3)) },
  "sends a frame too long": { first: bytes(SETTINGS, [255, 255, 255, 0, 0, 0, 0, 0, 1]) },
  "floods with pings": { first: bytes(SETTINGS, ...Array(20_000).fill(PING)) },
  "dies in the answer": { first: bytes(SETTINGS), then: bytes(frame(1, 4, 1, 0x88)), closes: true },
};

for (const [what, behaviour] of Object.entries(BEHAVIOURS)) {
  testGrpc(`GrpcChannel survives a daemon that ${what}`, async () => {
    await withDaemon(behaviour, async (socket) => {
      using channel = await GrpcChannel.open(socket);
      const stop = new AbortController();
      const streamed = channel.stream(CALL, stop.signal, () => {}).then(() => {}, () => {});
      await assertRejects(() => channel.unary({ ...CALL, limitMs: 50 }, NEVER), ApiFailure);
      stop.abort(new ApiFailure("enough"));
      await streamed;
    });
  });
}

/** The ends of connections to a socket that its daemon holds, and the one that listens: as long as the other end is open. */
function ends(socket: string): number {
  return Deno.readTextFileSync("/proc/net/unix").split("\n").filter((line) =>
    line.endsWith(` ${socket}`)
  )
    .length;
}

/** More than the fake takes to notice that a connection is gone, ms. */
const PATIENCE_MS = 5000;

testGrpc("GrpcChannel leaves no connection behind", async () => {
  await using daemon = fakeGrpc({ "/a.B/C": () => endless(new Uint8Array([1])) });
  const { socket } = daemon;
  async function connect(): Promise<void> {
    using channel = await GrpcChannel.open(socket);
    const stop = new AbortController();
    const streamed = channel.stream(CALL, stop.signal, () => stop.abort(new ApiFailure("enough")));
    await assertRejects(() => streamed, ApiFailure, "enough");
    assertEquals(ends(socket) >= 2, true);
  }
  assertEquals(ends(socket), 1);
  for (let count = 0; count < 100; count++) await connect();
  // A channel closes its own, the fake notices a turn later.
  const deadline = performance.now() + PATIENCE_MS;
  while (ends(socket) > 1 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assertEquals(ends(socket), 1);
});
