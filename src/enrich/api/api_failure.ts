import { isThere } from "../../shim/host_file.ts";

/** Longest reason that is passed on, characters. */
const MAX_REASON = 256;

/** The daemon did not do what it should; the message is complete and for the user. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
}

/** Whether a request failed since there is no socket. */
export function isNoSocket(error: unknown, socket: string): boolean {
  if (!(error instanceof Error)) return false;
  // Where no file can be opened nothing else is told.
  return NO_SOCKET.test(error.message) || (NO_FILE.test(error.message) && !isThere(socket));
}

const NO_FILE = /Too many open files/;

const NO_SOCKET = /No such file|^no socket at /;

interface Cause {
  /** Matched against the text of what `fetch` throws: it offers no code. */
  readonly pattern: RegExp;
  reason(socket: string): string;
}

const CAUSES: readonly Cause[] = [
  { pattern: NO_SOCKET, reason: (socket) => `no socket at ${socket}` },
  { pattern: NO_FILE, reason: () => "no more files can be opened" },
  { pattern: /Permission denied/, reason: (socket) => `permission denied on ${socket}` },
  { pattern: /Connection refused/, reason: (socket) => `nothing listens on ${socket}` },
  { pattern: /SUN_LEN|null bytes/, reason: (socket) => `${socket} is no valid socket path` },
  {
    pattern: /Broken pipe|reset by peer|connection closed|end of file|reading a body/,
    reason: () => "the daemon closed the connection",
  },
  { pattern: /\(SendRequest\)/, reason: (socket) => `${socket} does not speak HTTP` },
];

/** Why a request failed, as one printable line of bounded length. */
export function describeFailure(error: unknown, socket: string): string {
  if (error instanceof ApiFailure) return printable(error.message);
  const message = error instanceof Error ? error.message : String(error);
  const cause = CAUSES.find(({ pattern }) => pattern.test(message));
  return printable(cause === undefined ? message : cause.reason(socket));
}

/** The daemon's own words end up here, and from here in a terminal. */
function printable(text: string): string {
  const short = text.slice(0, MAX_REASON);
  return PLAIN.test(short) ? short : short.replace(new RegExp(BLANKS, "gu"), " ").trim();
}

/** What is no character to read. A string: a literal would be compiled with the module, which takes a millisecond. */
const BLANKS = String.raw`[\p{C}\p{Z}]+`;

/** Words of printable ASCII, as nearly all reasons are: what covers all of Unicode takes 3 ms to compile. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;
