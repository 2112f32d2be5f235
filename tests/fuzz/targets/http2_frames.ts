import { assert } from "@std/assert";
import fc from "fast-check";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import { GrpcChannel } from "../../../src/enrich/grpc/grpc_channel.ts";
import { frame, SETTINGS, withDaemon } from "../../enrich/grpc/raw_daemon.ts";
import { literal } from "../../enrich/grpc/trailing_status.ts";
import { mutatedBytes } from "../mutate.ts";
import { fuzzTarget } from "../target.ts";

/** Types and flags of frames (RFC 9113, section 6). */
const [DATA, HEADERS, RESET, SETTING, PING, GOODBYE, WINDOW] = [0, 1, 3, 4, 6, 7, 8] as const;
const END_STREAM = 1;
const END_HEADERS = 4;

/** `:status 200` in HPACK's static table, and what makes an answer one of gRPC. */
const STATUS_200 = 0x88;
const HEAD = [STATUS_200, ...literal("content-type", "application/grpc")];

/** Some three bytes behind the length of a message. */
const MESSAGE = [0, 0, 0, 0, 3, 1, 2, 3];

const bytes = (...parts: readonly (readonly number[])[]) => new Uint8Array(parts.flat());

/** What daemons send to a question: an answer, a no, and the frames that are about the connection. */
const ANSWERS = [
  bytes(
    frame(HEADERS, END_HEADERS, 1, ...HEAD),
    frame(DATA, 0, 1, ...MESSAGE),
    frame(HEADERS, END_STREAM | END_HEADERS, 1, ...literal("grpc-status", "0")),
  ),
  bytes(
    frame(
      HEADERS,
      END_STREAM | END_HEADERS,
      1,
      ...HEAD,
      ...literal("grpc-status", "5"),
      ...literal("grpc-message", "no such container"),
    ),
  ),
  bytes(
    frame(SETTING, 0, 0, 0, 3, 0, 0, 0, 100, 0, 4, 0, 1, 0, 0),
    frame(WINDOW, 0, 0, 0, 1, 0, 0),
    frame(PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8),
    frame(HEADERS, END_HEADERS, 1, ...HEAD),
    frame(RESET, 0, 1, 0, 0, 0, 8),
    frame(GOODBYE, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0),
  ),
];

/** Most bytes of an answer that are taken, and how long one may take, ms. */
const CALL = { path: "/a.B/C", maxBytes: 100, limitMs: 30 } as const;

/** A gRPC server, frame by frame. */
export const HTTP2_FRAMES = fuzzTarget({
  name: "http2_frames",
  promise: "any frames are an answer within its limit, or a failure that is told in one line",
  leavesRests: true,
  input: fc.tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(new Uint8Array(SETTINGS)) },
      mutatedBytes(new Uint8Array(SETTINGS)),
    ),
    mutatedBytes(...ANSWERS),
    fc.boolean(),
  ),
  async check([first, then, closes]) {
    await withDaemon({ first, then, closes }, async (socket) => {
      using channel = await GrpcChannel.open(socket);
      const stop = new AbortController();
      const streamed = channel.stream(CALL, stop.signal, (message) => {
        assert(message === undefined || message.length <= CALL.maxBytes);
      }).catch(checkFailure);
      await channel.unary(CALL, stop.signal).then(
        (answer) => assert(answer.length <= CALL.maxBytes),
        checkFailure,
      );
      stop.abort(new ApiFailure("enough"));
      await streamed;
    });
  },
});

function checkFailure(error: unknown): void {
  if (!(error instanceof ApiFailure)) throw error;
  assert(/^[^\n]{1,400}$/.test(error.message), error.message);
}
