import { ApiFailure } from "../api/api_failure.ts";
import { AnswerTooLong, readPieces } from "../api/read_pieces.ts";
import { type EncodeField, encodeMessage } from "./encode_message.ts";
import { FrameSplitter, HEADER } from "./frame_splitter.ts";

/** A question to a daemon. */
export interface GrpcCall {
  /** Service with its package, such as `runtime.v1.RuntimeService`. */
  readonly service: string;
  readonly method: string;
  /** The request. @default an empty message */
  readonly message?: readonly EncodeField[];
  /** Metadata of the call, such as `containerd-namespace`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Longest message of the answer, bytes. */
  readonly maxBytes: number;
}

/** The daemon's own no, with gRPC's number for it. */
export class GrpcFailure extends ApiFailure {
  constructor(readonly status: number, message: string) {
    super(message);
  }

  /** The daemon has no such service or method: it is an older one, or a part is switched off. */
  get isUnimplemented(): boolean {
    return this.status === 12;
  }

  /** There is no such container. */
  get isNotFound(): boolean {
    return this.status === 5;
  }
}

/**
 * A connection to a gRPC server on a unix socket: HTTP/2 by the runtime's own client, which opens it at the
 * first call and shares it among all. gRPC's status is read where it comes in the headers, as it does
 * for each call that fails before its first message; trailers are not to be had, so an end is an end.
 * The host is the made-up `d`, the only one the program may talk to.
 */
export class GrpcChannel implements Disposable {
  readonly #client: Deno.HttpClient;

  constructor(socket: string) {
    this.#client = Deno.createHttpClient({
      proxy: { transport: "unix", path: socket },
      http1: false,
      http2: true,
    });
  }

  /** One question, one answer. Throws a {@link GrpcFailure}, an ApiFailure, or what `fetch` throws. */
  async unary(call: GrpcCall, signal: AbortSignal): Promise<Uint8Array> {
    let answer: Uint8Array | undefined;
    await this.#read(call, signal, HEADER + call.maxBytes, (message) => {
      if (message === undefined) {
        throw new AnswerTooLong(`the answer is longer than ${call.maxBytes} bytes`);
      }
      if (answer !== undefined) throw new ApiFailure("the daemon answered twice");
      answer = message;
    });
    if (answer === undefined) throw new ApiFailure(`the daemon did not answer ${call.method}`);
    return answer;
  }

  /**
   * One question, any number of answers; undefined stands for one over the size limit. Resolves when
   * the daemon ends the stream. Its headers come no earlier than its first message: being idle is no end.
   */
  stream(
    call: GrpcCall,
    signal: AbortSignal,
    onMessage: (message: Uint8Array | undefined) => void,
  ): Promise<void> {
    return this.#read(call, signal, Infinity, onMessage);
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  async #read(
    call: GrpcCall,
    signal: AbortSignal,
    maxBody: number,
    onMessage: (message: Uint8Array | undefined) => void,
  ): Promise<void> {
    const response = await fetch(`http://d/${call.service}/${call.method}`, {
      client: this.#client,
      method: "POST",
      headers: { ...call.metadata, "content-type": "application/grpc", te: "trailers" },
      body: frame(encodeMessage(call.message ?? [])),
      signal,
      redirect: "manual",
    });
    const body = response.body ?? new Blob().stream();
    try {
      checkHeaders(response);
      await readPieces(body, new FrameSplitter(call.maxBytes), onMessage, maxBody);
    } finally {
      // Already closed, or failed: then there is nothing left to cancel.
      if (!body.locked) await body.cancel().catch(() => undefined);
    }
  }
}

function frame(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(HEADER + message.length);
  new DataView(framed.buffer).setUint32(1, message.length);
  framed.set(message, HEADER);
  return framed;
}

function checkHeaders({ status, headers }: Response): void {
  if (status !== 200) throw new ApiFailure(`the daemon answered HTTP ${status}`);
  if (!headers.get("content-type")?.startsWith("application/grpc")) {
    throw new ApiFailure("the daemon does not speak gRPC");
  }
  const code = headers.get("grpc-status");
  if (code === null || code === "0") return;
  throw new GrpcFailure(Number(code), `the daemon said: ${decoded(headers.get("grpc-message"))}`);
}

/** Bytes that are no printable ASCII are written as `%C3`. */
function decoded(message: string | null): string {
  try {
    return decodeURIComponent(message ?? "no");
  } catch {
    return message ?? "no";
  }
}
