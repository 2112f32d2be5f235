/** A daemon that sends bytes instead of speaking gRPC. */

/** What a daemon sends over a connection before it closes it, or does not. */
export interface Behaviour {
  /** Sent at once. @default nothing */
  readonly first?: Uint8Array;
  /** Sent once it was asked something. @default nothing */
  readonly then?: Uint8Array;
  /** @default false */
  readonly closes?: boolean;
}

/** A frame of HTTP/2 for the stream of the first call, or for the connection. */
export function frame(type: number, flags: number, stream: number, ...body: number[]): number[] {
  return [0, body.length >> 8, body.length & 0xff, type, flags, 0, 0, 0, stream, ...body];
}

/** What a server says first. */
export const SETTINGS = frame(4, 0, 0);

/** Listens on a socket while a test runs, and behaves so to each that comes. */
export async function withDaemon(
  { first, then, closes = false }: Behaviour,
  test: (socket: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-raw-" });
  const socket = `${folder}/sock`;
  const listener = Deno.listen({ transport: "unix", path: socket });
  const open = new Set<Deno.UnixConn>();
  const served: Promise<void>[] = [];
  async function serve(connection: Deno.UnixConn): Promise<void> {
    open.add(connection);
    if (first !== undefined) await writeAll(connection, first);
    if (then !== undefined) {
      await connection.read(new Uint8Array(64 * 1024));
      await writeAll(connection, then);
    }
    if (!closes) return;
    open.delete(connection);
    connection.close();
  }
  const accepted = (async () => {
    // The other side may go at any time.
    for await (const connection of listener) served.push(serve(connection).catch(() => {}));
  })();
  try {
    await test(socket);
  } finally {
    listener.close();
    for (const connection of open) connection.close();
    await accepted;
    await Promise.all(served);
    await Deno.remove(folder, { recursive: true });
  }
}

async function writeAll(connection: Deno.UnixConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}
