import { ApiFailure } from "../api/api_failure.ts";
import { Deadline } from "../api/deadline.ts";
import { MessageQueue } from "./message_queue.ts";

/** Messages that wait for the lists, or the answer to an earlier one: a storm makes some hundreds a second. */
const WAITING_MAX = 4096;

/** What happens on a connection with a stream of events. `T` is a message as it waits for its turn. */
export interface StreamSteps<T> {
  /** Subscribes; resolves at the stream's end. A message is undefined where it was over the size limit. */
  readonly events: (
    signal: AbortSignal,
    onMessage: (message: Uint8Array | undefined) => void,
  ) => Promise<void>;
  /** What becomes of a message when it arrives. */
  readonly arrive: (message: Uint8Array | undefined, signal: AbortSignal) => T;
  /** Lists; its first call waits for an answer. */
  readonly list: (signal: AbortSignal) => Promise<void>;
  /** Applies a message upon what was listed. */
  readonly apply: (message: T, signal: AbortSignal) => Promise<void> | void;
  /** The stream failed: goes on without, or rejects with the reason. @default rejects */
  readonly withoutEvents?: (reason: unknown, signal: AbortSignal) => Promise<never>;
}

/**
 * One connection's life: subscribe, list, then follow until the stream ends. It always rejects: with the reason of
 * its end. `onUp` is called when the lists are complete.
 *
 * A daemon says no word when it has subscribed, but it takes up calls of one connection in their order: the
 * answer to a later one is as good.
 */
export async function runStream<T>(
  { events, arrive, list, apply, withoutEvents }: StreamSteps<T>,
  signal: AbortSignal,
  onUp: () => void,
): Promise<never> {
  using scope = new Deadline(signal);
  const queue = new MessageQueue<T>(WAITING_MAX);
  const ended = events(scope.signal, (message) => {
    queue.push(arrive(message, scope.signal), message?.length ?? 0);
  }).then(
    () => {
      throw new ApiFailure("the daemon closed the event stream");
    },
    (reason) => {
      if (withoutEvents === undefined) throw reason;
      return withoutEvents(reason, scope.signal);
    },
  );
  const work = (async () => {
    await list(scope.signal);
    onUp();
    await queue.drain(scope.signal, (message) => apply(message, scope.signal));
    throw new ApiFailure("no longer needed");
  })();
  try {
    return await Promise.race([work, ended]);
  } finally {
    // Both end with the scope; neither may reject unheard.
    scope[Symbol.dispose]();
    await Promise.allSettled([work, ended]);
  }
}
