/** Where errors come from that nobody hears: nothing else of the program uses these modules. */
const SOURCE = /\bnode:(?:http2|zlib):\d/;

/** A read that was given up by this side: no news. */
const GIVEN_UP = "BadResource";

/** Whom a cut connection may concern. */
const listeners = new Set<() => void>();

/**
 * Hears the errors that gRPC's library and the runtime's HTTP/2 client leave to nobody, which would end the
 * program. That client (Deno 2.6) reads on in a stream that was cancelled; where a connection is cut in a stream it
 * tells so by such an error alone. The library leaves a compressed message that is none to nobody.
 */
export function hearUnheard(): void {
  const hear = (event: Event, reason: unknown): void => {
    if (!(reason instanceof Error) || !SOURCE.test(reason.stack ?? "")) return;
    event.preventDefault();
    if (reason.name !== GIVEN_UP) { for (const listener of [...listeners]) listener(); }
  };
  addEventListener("unhandledrejection", (event) => hear(event, event.reason));
  addEventListener("error", (event) => hear(event, event.error));
}

/** Calls `listener` whenever some connection was cut, until the result is disposed of. */
export function onCut(listener: () => void): Disposable {
  listeners.add(listener);
  return { [Symbol.dispose]: () => void listeners.delete(listener) };
}
