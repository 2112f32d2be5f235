/** What stands on a socket where a daemon misbehaves: in front of a real one, or in its place. */

/** What it does with connections. */
export type Manners =
  /** Hands each to the real daemon. */
  | "good"
  /** Takes it, reads, and never says a word. */
  | "deaf"
  /** Hands the daemon's bytes on one by one, with a pause behind each piece. */
  | "slow"
  /** Answers what is no HTTP. */
  | "garbage"
  /** Answers each request with a list of 1 GB, and more after that. */
  | "flood"
  /** Answers as HTTP should, with JSON that no runtime would send. */
  | "nonsense";

/** A socket whose manners can be changed; what is open then is cut. */
export interface BadDaemon extends AsyncDisposable {
  readonly socket: string;
  /** Bytes that were sent so far. */
  readonly sent: number;
  /** Connections that were taken so far. */
  readonly taken: number;
  /** Requests that were handed over so far. */
  readonly requests: number;
  behave(manners: Manners): void;
}

/** Pause between two pieces of a slow answer, ms. */
const SLOW_MS = 20;
/** Largest piece of a slow answer, bytes: an answer of 2 KB takes half a second. */
const SLOW_BYTES = 100;
/** What a flood comes to, bytes. */
const FLOOD_BYTES = 1 << 30;
const FLOOD_PIECE = 1 << 20;

const TEXT = new TextEncoder();
const HEADER = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\n";

type Answer = (connection: Deno.Conn, target: string) => Promise<void>;

/** Listens on the socket, in front of the daemon with the socket `target`. */
export function listenBadly(socket: string, target: string, first: Manners): BadDaemon {
  const listener = Deno.listen({ transport: "unix", path: socket });
  const open = new Set<Deno.Conn>();
  let manners = first;
  let sent = 0;
  let taken = 0;
  let requests = 0;

  async function send(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const written = await connection.write(bytes.subarray(at));
      at += written;
      sent += written;
    }
  }

  async function handOver(client: Deno.Conn, pieceBytes: number, pauseMs: number): Promise<void> {
    const server = await Deno.connect({ transport: "unix", path: target });
    open.add(server);
    const back = async () => {
      const buffer = new Uint8Array(pieceBytes);
      for (let length; (length = await server.read(buffer)) !== null;) {
        await send(client, buffer.subarray(0, length));
        if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      close(client);
    };
    // A request comes in one piece, alone: clients wait for the answer before they ask again.
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        requests++;
        controller.enqueue(piece);
      },
    });
    await Promise.all([client.readable.pipeThrough(counted).pipeTo(server.writable), back()]);
  }

  const answers: { readonly [M in Manners]: Answer } = {
    good: (client) => handOver(client, 1 << 16, 0),
    slow: (client) => handOver(client, SLOW_BYTES, SLOW_MS),
    deaf: async (client) => {
      for await (const _ of client.readable);
    },
    async garbage(client) {
      await client.read(new Uint8Array(4096));
      await send(client, crypto.getRandomValues(new Uint8Array(4096)));
    },
    async nonsense(client) {
      const body = '{"message":["\\u001b[31m",{"__proto__":{"name":1}}]}\n';
      while (await client.read(new Uint8Array(4096)) !== null) {
        await send(client, TEXT.encode(`${HEADER}Content-Length: ${body.length}\r\n\r\n${body}`));
      }
    },
    async flood(client) {
      await client.read(new Uint8Array(4096));
      await send(client, TEXT.encode(`${HEADER}Content-Length: ${2 * FLOOD_BYTES}\r\n\r\n[`));
      const entry = `${JSON.stringify({ Id: "f".repeat(64), Names: ["/flood"], Image: "x" })},`;
      const piece = TEXT.encode(entry.repeat(Math.ceil(FLOOD_PIECE / entry.length)));
      for (let total = 0; total < FLOOD_BYTES; total += piece.length) await send(client, piece);
    },
  };

  function close(connection: Deno.Conn): void {
    open.delete(connection);
    try {
      connection.close();
    } catch {
      // The other side, or its stream, has closed it.
    }
  }

  const served = (async () => {
    for await (const client of listener) {
      taken++;
      open.add(client);
      // A reader that goes away in the middle is what a flood is for.
      answers[manners](client, target).catch(() => {}).finally(() => close(client));
    }
  })().catch(() => {});

  return {
    socket,
    get sent() {
      return sent;
    },
    get taken() {
      return taken;
    },
    get requests() {
      return requests;
    },
    behave(next) {
      manners = next;
      for (const connection of [...open]) close(connection);
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of [...open]) close(connection);
      await served;
    },
  };
}
