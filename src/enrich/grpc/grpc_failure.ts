import type { ServiceError } from "@grpc/grpc-js";
import { ApiFailure } from "../api/api_failure.ts";
import { AnswerTooLong } from "../api/read_pieces.ts";

/** gRPC's numbers for why a call failed, those that mean something here. */
const STATUS = { deadlineExceeded: 4, notFound: 5, unimplemented: 12 } as const;

/** The daemon's own no, with gRPC's number for it. */
export class GrpcFailure extends ApiFailure {
  constructor(readonly status: number, message: string) {
    super(message);
  }

  /** The daemon has no such service or method: it is an older one, or a part is switched off. */
  get isUnimplemented(): boolean {
    return this.status === STATUS.unimplemented;
  }

  /** There is no such container. */
  get isNotFound(): boolean {
    return this.status === STATUS.notFound;
  }
}

/** The call that failed, as far as its reason needs it. */
interface FailedCall {
  readonly socket: string;
  readonly maxBytes: number;
  readonly limitMs?: number;
}

interface Cause {
  /** Matched against the library's own words: it uses the daemon's numbers for what the daemon never said. */
  readonly pattern: RegExp;
  reason(call: FailedCall, match: RegExpExecArray): string;
}

const CAUSES: readonly Cause[] = [
  {
    pattern: /^No connection established/,
    reason: ({ socket }) => `${socket} does not speak gRPC`,
  },
  {
    pattern: /^Received HTTP status code (\d+)/,
    reason: (_, [, status]) => `the daemon answered HTTP ${status}`,
  },
  {
    pattern: /^(?:Connection dropped|Received RST_STREAM|Write error:|read ECONNRESET)/,
    reason: () => "the daemon closed the connection",
  },
];

/** The library's words for a message over the channel's limit. */
const TOO_LONG = /^Received message (?:larger than max|that decompresses to a size larger)/;

/** What a call that failed is thrown as. */
export function failureOf({ code, details }: ServiceError, call: FailedCall): ApiFailure {
  if (code === STATUS.deadlineExceeded && call.limitMs !== undefined) {
    return new ApiFailure(`the daemon did not answer within ${call.limitMs} ms`);
  }
  if (TOO_LONG.test(details)) return answerTooLong(call);
  for (const { pattern, reason } of CAUSES) {
    const match = pattern.exec(details);
    if (match !== null) return new ApiFailure(reason(call, match));
  }
  return new GrpcFailure(code, `the daemon said: ${details === "" ? "no" : details}`);
}

/** For an answer over its limit. */
export function answerTooLong({ maxBytes }: FailedCall): AnswerTooLong {
  return new AnswerTooLong(`the answer is longer than ${maxBytes} bytes`);
}
