/** Length of a frame's header in HTTP/2: length (3 bytes), type, flags, stream (4). */
const HEADER = 9;
const TYPE = { data: 0, headers: 1 } as const;
const FLAG = { endStream: 1, endHeaders: 4 } as const;

/** `grpc-status: 0` in HPACK: a literal that no table keeps. */
const STATUS_OK = literal("grpc-status", "0");

/**
 * Ends each body that an HTTP/2 server sends with the trailer `grpc-status: 0`, which neither of the runtime's
 * own servers can send. All other frames pass as they are.
 */
export class TrailingStatus extends TransformStream<Uint8Array, Uint8Array> {
  constructor() {
    let rest = new Uint8Array();
    super({
      transform(chunk, controller) {
        rest = new Uint8Array([...rest, ...chunk]);
        for (;;) {
          const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
          const end = rest.length < HEADER ? Infinity : HEADER + (view.getUint32(0) >>> 8);
          if (end > rest.length) return;
          const frame = rest.slice(0, end);
          rest = rest.slice(end);
          const [type, flags = 0] = frame.subarray(3);
          const isEnd = type === TYPE.data && (flags & FLAG.endStream) !== 0;
          if (isEnd) frame[4] = flags & ~FLAG.endStream;
          controller.enqueue(frame);
          if (isEnd) controller.enqueue(trailers(frame.subarray(5, HEADER)));
        }
      },
    });
  }
}

function trailers(stream: Uint8Array): Uint8Array {
  const flags = FLAG.endStream | FLAG.endHeaders;
  return new Uint8Array([0, 0, STATUS_OK.length, TYPE.headers, flags, ...stream, ...STATUS_OK]);
}

export function literal(name: string, value: string): Uint8Array {
  const [first, second] = [name, value].map((text) => [
    text.length,
    ...new TextEncoder().encode(text),
  ]);
  return new Uint8Array([0, ...first ?? [], ...second ?? []]);
}
