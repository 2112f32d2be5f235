/** A small HTTP server on a unix socket that stands in for dockerd where dockerd cannot misbehave. */

/** Answers one request; a missing one is answered as an empty, healthy daemon would. */
export interface FakeRoutes {
  ping?: () => Response | Promise<Response>;
  version?: () => Response | Promise<Response>;
  events?: (url: URL) => Response | Promise<Response>;
  list?: (url: URL) => Response | Promise<Response>;
  inspect?: (url: URL) => Response | Promise<Response>;
  info?: () => Response | Promise<Response>;
}

/** A running fake. */
export interface FakeDaemon extends AsyncDisposable {
  readonly socket: string;
  readonly routes: FakeRoutes;
  /** Path and query of each request so far. */
  readonly requests: string[];
  /** Sends text to each open event stream. */
  emit(text: string): void;
  /** Ends each open event stream. */
  endStreams(): void;
}

/** Listens on the socket, or on a new one in a folder of its own. */
export function fakeDaemon(routes: FakeRoutes = {}, path?: string): FakeDaemon {
  const folder = path === undefined ? Deno.makeTempDirSync({ prefix: "ctrack-fake-" }) : undefined;
  const socket = path ?? `${folder}/sock`;
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const requests: string[] = [];
  const abort = new AbortController();

  function eventStream(): Response {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller;
        streams.add(controller);
      },
      cancel() {
        streams.delete(own);
      },
    });
    return new Response(body);
  }

  function answer(request: Request): Response | Promise<Response> {
    const url = new URL(request.url);
    requests.push(url.pathname + url.search);
    if (url.pathname === "/_ping") return routes.ping?.() ?? pong("1.41");
    if (url.pathname === "/version") return routes.version?.() ?? new Response("{}\n");
    if (url.pathname.endsWith("/events")) return routes.events?.(url) ?? eventStream();
    if (url.pathname.endsWith("/containers/json")) return routes.list?.(url) ?? listOf();
    if (url.pathname.endsWith("/info")) return routes.info?.() ?? new Response("{}\n");
    if (routes.inspect !== undefined && /\/containers\/[^/]+\/json$/.test(url.pathname)) {
      return routes.inspect(url);
    }
    return new Response('{"message":"page not found"}\n', { status: 404 });
  }

  const server = Deno.serve({ path: socket, signal: abort.signal, onListen() {} }, answer);

  function endStreams(): void {
    for (const stream of streams) stream.close();
    streams.clear();
  }

  return {
    socket,
    routes,
    requests,
    emit(text) {
      for (const stream of streams) stream.enqueue(new TextEncoder().encode(text));
    },
    endStreams,
    async [Symbol.asyncDispose]() {
      endStreams();
      abort.abort();
      await server.finished;
      if (folder !== undefined) await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The answer to `/_ping` of a daemon that speaks this version. */
export function pong(version: string): Response {
  return new Response("OK", { headers: { "api-version": version } });
}

/** The answer to `/containers/json` with these entries. */
export function listOf(...entries: readonly unknown[]): Response {
  return new Response(`${JSON.stringify(entries)}\n`);
}

/** A full id that begins with this hexadecimal text. */
export function idOf(hex: string): string {
  return hex.padEnd(64, "0");
}

/** An entry of the list. */
export function listed(hex: string, name: string, image = "img:1"): unknown {
  return { Id: idOf(hex), Names: [`/${name}`], Image: image, Labels: {} };
}

/** A line of the event stream, without a time: it changes things, but nothing is told to have happened. */
export function eventLine(action: string, hex: string, name: string, image = "img:1"): string {
  const actor = { ID: idOf(hex), Attributes: { name, image } };
  return `${JSON.stringify({ Type: "container", Action: action, Actor: actor })}\n`;
}

/** A line of the event stream with a time. */
export function timedLine(action: string, hex: string, attributes: unknown): string {
  const actor = { ID: idOf(hex), Attributes: attributes };
  const event = { Type: "container", Action: action, Actor: actor, timeNano: 1795303334195525700 };
  return `${JSON.stringify(event)}\n`;
}

/** A body that repeats a text for ever, or until the reader goes. */
export function endless(text: string): Response {
  const chunk = new TextEncoder().encode(text);
  return new Response(
    new ReadableStream({
      pull(controller) {
        controller.enqueue(chunk);
      },
    }),
  );
}

/** An answer that never comes, except that it is given up when the daemon goes. */
export function hanging(): { route: () => Promise<Response>; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const route = async (): Promise<Response> => {
    await promise;
    return new Response("late", { status: 500 });
  };
  return { route, release: resolve };
}
