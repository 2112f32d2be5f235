import { describeFailure, isNoSocket } from "../api/api_failure.ts";
import { Backoff } from "../api/backoff.ts";
import type { ApiTiming } from "../api/api_limits.ts";
import type { RuntimeState } from "../runtime_client.ts";
import { GrpcChannel } from "./grpc_channel.ts";

/** How a daemon is followed over its socket. */
export interface FollowOptions {
  /** Path of the unix socket. */
  readonly socket: string;
  readonly timing: ApiTiming;
  /** Jitter, from 0 up to 1. */
  readonly random: () => number;
  /** Waits before a new attempt; must resolve at once when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Works over a new connection, calls `onUp` when it stands, and rejects with the reason of its end. */
  readonly session: (
    channel: GrpcChannel,
    signal: AbortSignal,
    onUp: () => void,
  ) => Promise<never>;
  /** Told of each change: the daemon answers, does not (any more), or there is no socket. */
  readonly onState: (state: RuntimeState, reason?: string) => void;
}

/** Runs session after session until the signal aborts, with pauses that grow. Never rejects. */
export async function followSocket(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const { socket, timing, onState } = options;
  const backoff = new Backoff(timing, options.random);
  let known: RuntimeState | undefined;
  while (!signal.aborted) {
    let upSince: number | undefined;
    try {
      using channel = await GrpcChannel.open(socket);
      await options.session(channel, signal, () => {
        upSince = performance.now();
        known = "up";
        onState("up");
      });
    } catch (error) {
      if (signal.aborted) return;
      const state = isNoSocket(error, socket) ? "absent" : "down";
      if (state !== known) onState(state, describeFailure(error, socket));
      known = state;
    }
    if (upSince !== undefined) backoff.ended(performance.now() - upSince);
    await options.pause(backoff.next(), signal);
  }
}
