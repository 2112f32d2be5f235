import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../api/api_limits.ts";
import { type ApiStats, emptyApiStats } from "../api/api_stats.ts";
import { pause } from "../api/backoff.ts";
import { Deadline } from "../api/deadline.ts";
import type { ApiClientSettings } from "../api/docker_api_client.ts";
import { KnownContainers } from "../api/known_containers.ts";
import { followSocket } from "../grpc/follow_socket.ts";
import { GrpcChannel } from "../grpc/grpc_channel.ts";
import type { OwnerKind } from "../../model/owner.ts";
import { InFlight } from "../in_flight.ts";
import type { RuntimeClient, RuntimeContainer, Unanswered } from "../runtime_client.ts";
import { CriApi } from "./cri_api.ts";
import { runCriSession } from "./cri_session.ts";
import { lookupContainer } from "./lookup_container.ts";
import { isId } from "./read_cri.ts";

/** Settings of {@link createCriClient}. */
export interface CriClientOptions extends Omit<ApiClientSettings, "onUp"> {
  /** Path of the runtime's unix socket. */
  readonly socket: string;
  /** Somebody asked for this socket: it is worth a word that it is not there. @default true */
  readonly isNamed?: boolean;
  /** As in {@link RuntimeClient}. @default "cri" */
  readonly name?: string;
  /** As in {@link RuntimeClient}. @default all kinds of Kubernetes */
  readonly kinds?: readonly OwnerKind[];
}

/** The client of one runtime by the CRI, with counts. */
export interface CriClient extends RuntimeClient {
  inspect(id: string): Promise<RuntimeContainer | Unanswered>;
  /** Counts so far, with the number of ids kept (`known`) and dropped for want of room. */
  stats(): Readonly<ApiStats> & { readonly known: number; readonly forgotten: number };
}

const KINDS: readonly OwnerKind[] = [
  "kubernetes",
  "kubernetes-containerd",
  "kubernetes-crio",
  "kubernetes-docker",
  "unknown",
];

/**
 * Makes a client for one runtime by the Container Runtime Interface, as kubelet speaks it; nothing is opened
 * before a call. One `follow()` at a time.
 */
export function createCriClient(options: CriClientOptions): CriClient {
  const { socket, isNamed = true, name = "cri", kinds = KINDS, random = Math.random } = options;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const known = new KnownContainers(limits.knownIds);
  const stats = emptyApiStats();
  const lookups = new InFlight(limits.lookups, stats);
  const inspects = new InFlight(limits.inspects, stats);
  let followed: AbortSignal | undefined;

  async function ask(id: string, withTimes: boolean): Promise<RuntimeContainer | Unanswered> {
    if (!isId(id)) return "none";
    return await (withTimes ? inspects : lookups).ask(async () => {
      using deadline = new Deadline(followed, withTimes ? timing.inspectMs : timing.lookupMs);
      try {
        using channel = await GrpcChannel.open(socket);
        const api = new CriApi(channel, timing, limits);
        return await lookupContainer(api, id, deadline.signal, withTimes);
      } catch {
        return "no answer";
      }
    });
  }

  return {
    name,
    kinds,
    follow(listener, signal) {
      followed = signal;
      return followSocket({
        ...{ socket, timing, random, pause: options.pause ?? pause },
        session: (channel, signal, onUp) => {
          const api = new CriApi(channel, timing, limits);
          return runCriSession(api, { known, stats, listener }, signal, () => {
            stats.sessions++;
            onUp();
          });
        },
        onState: (state, reason) =>
          listener.state(state === "absent" && isNamed ? "down" : state, reason),
      }, signal);
    },
    lookup: (id) => ask(id, false),
    inspect: (id) => ask(id, true),
    stats: () => ({ ...stats, known: known.size, forgotten: known.forgotten }),
  };
}
