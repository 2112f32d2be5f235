/** A small gRPC server on a unix socket, for what a real daemon does not do: hang, lie, and flood. */

import { type EncodeField, encodeMessage } from "../../../src/enrich/grpc/encode_message.ts";

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

/** Listens on the socket, or on a new one in a folder of its own; plain HTTP is answered there, too. */
export function fakeGrpc(calls: FakeCalls = {}, path?: string): FakeGrpc {
  const folder = path === undefined ? Deno.makeTempDirSync({ prefix: "ctrack-fake-" }) : undefined;
  const socket = path ?? `${folder}/sock`;
  const asked: string[] = [];
  const abort = new AbortController();
  const server = Deno.serve(
    { path: socket, signal: abort.signal, onListen: () => {}, onError: () => failed(13, "broken") },
    (request) => {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      return calls[pathname]?.() ?? failed(12, "not implemented");
    },
  );
  return {
    socket,
    calls,
    asked,
    async [Symbol.asyncDispose]() {
      abort.abort();
      await server.finished;
      if (folder !== undefined) await Deno.remove(folder, { recursive: true });
    },
  };
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
