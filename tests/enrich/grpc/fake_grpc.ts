/** A small gRPC server on a unix socket, for what a real daemon does not do: hang, lie, and flood. */

import { type EncodeField, encodeMessage } from "./encode_message.ts";
import { TrailingStatus } from "./trailing_status.ts";

/** Answers one call, by its path; a missing one is answered as not implemented. */
export type FakeCalls = Record<string, () => Response | Promise<Response>>;

/** A running fake. */
export interface FakeGrpc extends AsyncDisposable {
  readonly socket: string;
  /** May be changed while it runs. */
  readonly calls: FakeCalls;
  /** Paths of the calls so far. */
  readonly asked: string[];
}

/** Listens on a new socket in a folder of its own; plain HTTP is answered there, too. */
export function fakeGrpc(calls: FakeCalls = {}): FakeGrpc {
  const folder = Deno.makeTempDirSync({ prefix: "ctrack-fake-" });
  const socket = `${folder}/sock`;
  const inner = `${folder}/inner`;
  const asked: string[] = [];
  const abort = new AbortController();
  const server = Deno.serve({
    path: inner,
    signal: abort.signal,
    onListen: () => {},
    onError: () => failed(13, "broken"),
  }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    return calls[pathname]?.() ?? failed(12, "not implemented");
  });
  const listener = Deno.listen({ transport: "unix", path: socket });
  const accepted = accept(listener, inner);
  return {
    socket,
    calls,
    asked,
    async [Symbol.asyncDispose]() {
      listener.close();
      abort.abort();
      await server.finished;
      await accepted;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Passes each connection on to the server, until the listener is closed. */
async function accept(listener: Deno.UnixListener, inner: string): Promise<void> {
  const passed: Promise<void>[] = [];
  // Either side may end at any time.
  for await (const client of listener) passed.push(pass(client, inner).catch(() => {}));
  await Promise.all(passed);
}

async function pass(client: Deno.UnixConn, inner: string): Promise<void> {
  const first = new Uint8Array(64 * 1024);
  const count = await client.read(first);
  // Somebody only looked whether anybody listens.
  if (count === null) return client.close();
  const server = await Deno.connect({ transport: "unix", path: inner });
  const isHttp2 = new TextDecoder().decode(first.subarray(0, 3)) === "PRI";
  const answers = isHttp2 ? server.readable.pipeThrough(new TrailingStatus()) : server.readable;
  const questions = server.writable.getWriter();
  await questions.write(first.subarray(0, count));
  questions.releaseLock();
  await Promise.allSettled([
    client.readable.pipeTo(server.writable),
    answers.pipeTo(client.writable),
  ]);
}

/** A message with its length in front. */
export function framed(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(5 + message.length);
  new DataView(frame.buffer).setUint32(1, message.length);
  frame.set(message, 5);
  return frame;
}

/** A good answer of these messages. */
export function answer(...messages: (Uint8Array | readonly EncodeField[])[]): Response {
  const frames = messages.map((message) =>
    framed(message instanceof Uint8Array ? message : encodeMessage(message))
  );
  return new Response(new Blob(frames).stream(), GRPC);
}

/** A stream that stays open after these messages. */
export function endless(...messages: Uint8Array[]): Response {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const message of messages) controller.enqueue(framed(message));
    },
  });
  return new Response(body, GRPC);
}

/** The daemon's own no. */
export function failed(status: number, message: string): Response {
  const headers = { ...GRPC.headers, "grpc-status": `${status}`, "grpc-message": message };
  return new Response(null, { headers });
}

const GRPC = { headers: { "content-type": "application/grpc" } };
