import { ApiFailure } from "./api_failure.ts";
import { boundedText, field, parseJson } from "./json_fields.ts";
import { PieceBuffer } from "./splitter.ts";

/** Bytes of an error's text that are read. */
const MAX_ERROR_BYTES = 4096;

/** A good answer, still to be read. */
export interface Answer {
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * Sends one GET over the unix socket and hands a good answer to `read`; the connection is closed
 * afterwards. Each request has its own: making one takes 0.1 ms, and a restarted daemon is never met
 * over an old one. The host is the made-up `d`, the only one the program may talk to.
 * Throws a ApiFailure for every status but 200, and what `fetch` and `read` throw.
 */
export async function request<T>(
  socket: string,
  target: string,
  signal: AbortSignal,
  read: (answer: Answer) => Promise<T>,
): Promise<T> {
  using client = Deno.createHttpClient({
    proxy: { transport: "unix", path: socket },
    http2: false,
    poolMaxIdlePerHost: 0,
  });
  const response = await fetch(`http://d${target}`, { client, signal, redirect: "manual" });
  const body = response.body ?? new Blob().stream();
  try {
    if (response.status !== 200) {
      const text = await readError(body);
      throw new ApiFailure(`the daemon answered HTTP ${response.status}${text}`);
    }
    return await read({ headers: response.headers, body });
  } finally {
    // Already closed, or failed: then there is nothing left to cancel.
    if (!body.locked) await body.cancel().catch(() => undefined);
  }
}

/** The first `maxBytes` of a body, the rest of which is cancelled. */
export async function readUpTo(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  const buffer = new PieceBuffer(maxBytes);
  for await (const chunk of body) {
    buffer.append(chunk.subarray(0, maxBytes - buffer.length));
    if (buffer.length === maxBytes) break;
  }
  return buffer.take() ?? new Uint8Array();
}

/** The daemon's `{"message": ...}`, or the text as it is; older daemons send that. */
async function readError(body: ReadableStream<Uint8Array>): Promise<string> {
  const bytes = await readUpTo(body, MAX_ERROR_BYTES);
  const message = field(parseJson(bytes), "message") ?? new TextDecoder().decode(bytes).trim();
  const text = boundedText(message, MAX_ERROR_BYTES);
  return text === undefined ? "" : `: ${text}`;
}
