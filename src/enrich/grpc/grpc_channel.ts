import type { Client, ServiceError } from "@grpc/grpc-js";
import type { Buffer } from "node:buffer";
import { answerTooLong, failureOf, GrpcFailure } from "./grpc_failure.ts";
import { type GrpcLibraries, loadGrpc } from "./load_grpc.ts";
import { Messages } from "./messages.ts";
import { onCut } from "./unheard.ts";

/** A question to a daemon. */
export interface GrpcCall {
  /** Service and method, such as `/runtime.v1.RuntimeService/Version`. */
  readonly path: string;
  /** The request. @default an empty message */
  readonly message?: Uint8Array;
  /** Metadata of the call, such as `containerd-namespace`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Longest message of the answer, bytes; at most {@link MESSAGE_MAX}. */
  readonly maxBytes: number;
  /** Longest time until the answer, ms. @default forever */
  readonly limitMs?: number;
}

/** Longest message that is received at all, bytes: the limit that containerd, CRI-O and kubelet agree on. */
export const MESSAGE_MAX = 16 * 1024 * 1024;

const OPTIONS = {
  // Daemons refuse a path as the name of a host.
  "grpc.default_authority": "localhost",
  "grpc.max_receive_message_length": MESSAGE_MAX,
  // A connection ends with its channel, and is not kept for another one.
  "grpc.use_local_subchannel_pool": 1,
  // One attempt: who follows a daemon tries again by itself.
  "grpc.enable_retries": 0,
  // After a connection that failed the library makes one more attempt, also for a channel that was closed
  // meanwhile; what comes of it would stay open. Let it come, and fail, at once.
  "grpc.initial_reconnect_backoff_ms": 1,
  "grpc.max_reconnect_backoff_ms": 1,
  // No books about calls that nobody reads.
  "grpc.enable_channelz": 0,
  "grpc.enable_http_proxy": 0,
} as const;

/** A question that each gRPC server answers, if only with the word that it does not know it. */
const PROBE: GrpcCall = { path: "/grpc.health.v1.Health/Check", maxBytes: 4096, limitMs: 5_000 };

/** Messages by the text that describes them: a text is parsed once. */
const MESSAGES = new Map<string, Messages<unknown>>();

/** Messages are encoded and decoded by the caller. */
const asIs = (bytes: Buffer): Buffer => bytes;

/** A connection to a gRPC server on a unix socket; made at the first call, and shared among all. */
export class GrpcChannel implements Disposable {
  readonly #libraries: GrpcLibraries;
  readonly #socket: string;
  readonly #client: Client;

  private constructor(libraries: GrpcLibraries, socket: string) {
    const { Client, credentials } = libraries.grpc;
    this.#libraries = libraries;
    this.#socket = socket;
    this.#client = new Client(`unix:${socket}`, credentials.createInsecure(), OPTIONS);
  }

  /**
   * Loads the library, unless nobody listens: then it rejects with what `Deno.connect` throws. Asking before spares
   * the library connections that fail, after which it leaves timers and attempts behind.
   */
  static async open(socket: string): Promise<GrpcChannel> {
    (await Deno.connect({ transport: "unix", path: socket })).close();
    return new GrpcChannel(await loadGrpc(), socket);
  }

  /** The messages that the text of a `.proto` file describes, of which there are a few in all. */
  messages<Types>(proto: string): Messages<Types> {
    let messages = MESSAGES.get(proto);
    if (messages === undefined) {
      messages = new Messages(this.#libraries.protobuf, proto);
      MESSAGES.set(proto, messages);
    }
    // A text always goes with the same types.
    return messages as Messages<Types>;
  }

  /** One question, one answer. Rejects with an ApiFailure, a GrpcFailure where the daemon itself said no. */
  unary(call: GrpcCall, signal: AbortSignal): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const asked = this.#client.makeUnaryRequest(
        ...this.#question(call),
        (error: ServiceError | null, answer?: Buffer) => {
          signal.removeEventListener("abort", onAbort);
          if (error !== null) reject(failureOf(error, this.#failed(call)));
          else if (answer === undefined || answer.length > call.maxBytes) {
            reject(answerTooLong(this.#failed(call)));
          } else resolve(answer);
        },
      );
      const onAbort = (): void => {
        reject(signal.reason);
        asked.cancel();
      };
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  /**
   * One question, any number of answers; undefined stands for one over the call's size limit. Resolves when
   * the daemon ends the stream; being idle is no end. Rejects as {@link unary} does, and with what `onMessage`
   * throws.
   */
  stream(
    call: GrpcCall,
    signal: AbortSignal,
    onMessage: (message: Uint8Array | undefined) => void,
  ): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      signal.throwIfAborted();
      const stream = this.#client.makeServerStreamRequest(...this.#question(call));
      let isOver = false;
      const end = (settle: () => void): void => {
        if (isOver) return;
        isOver = true;
        cut[Symbol.dispose]();
        signal.removeEventListener("abort", onAbort);
        settle();
        stream.cancel();
      };
      const onAbort = (): void => end(() => reject(signal.reason));
      signal.addEventListener("abort", onAbort, { once: true });
      const cut = onCut(() => this.#probe(signal).catch((error) => end(() => reject(error))));
      // Heard even when all is over: nobody else would.
      stream.on(
        "error",
        (error: ServiceError) => end(() => reject(failureOf(error, this.#failed(call)))),
      );
      stream.on("end", () => end(resolve));
      stream.on("data", (message: Buffer) => {
        if (isOver) return;
        try {
          onMessage(message.length > call.maxBytes ? undefined : message);
        } catch (error) {
          end(() => reject(error));
        }
      });
    });
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  /** Rejects when the connection is gone, with the reason that a call over it has. */
  async #probe(signal: AbortSignal): Promise<void> {
    try {
      await this.unary(PROBE, signal);
    } catch (error) {
      if (!(error instanceof GrpcFailure) || !error.isUnimplemented) throw error;
    }
  }

  #question({ path, message, metadata, limitMs }: GrpcCall) {
    const { Buffer, grpc: { Metadata } } = this.#libraries;
    const sent = new Metadata();
    for (const [key, value] of Object.entries(metadata ?? {})) sent.set(key, value);
    const deadline = limitMs === undefined ? {} : { deadline: Date.now() + limitMs };
    return [path, asIs, asIs, Buffer.from(message ?? []), sent, deadline] as const;
  }

  #failed(call: GrpcCall) {
    return { ...call, socket: this.#socket };
  }
}
