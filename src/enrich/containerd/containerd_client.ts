import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../api/api_limits.ts";
import { type ApiStats, emptyApiStats } from "../api/api_stats.ts";
import { pause } from "../api/backoff.ts";
import { Deadline } from "../api/deadline.ts";
import type { ApiClientSettings } from "../api/docker_api_client.ts";
import { loadGrpc } from "../grpc/load_grpc.ts";
import type { Helper } from "../helper/helper.ts";
import { InFlight } from "../in_flight.ts";
import type { RuntimeClient, RuntimeContainer, Unanswered } from "../runtime_client.ts";
import { BundleFinder } from "./bundle_finder.ts";
import { ContainerdApi } from "./containerd_api.ts";
import { ContainerdFollower } from "./containerd_follower.ts";
import { DEFAULT_CONTAINERD_SOCKETS } from "./default_sockets.ts";
import { inspectContainer } from "./inspect_container.ts";
import { StateFolders } from "./state_folders.ts";

/** Settings of {@link createContainerdClient}. Sockets and folders that root's shims tell of are added. */
export interface ContainerdClientOptions extends Omit<ApiClientSettings, "onUp"> {
  /** Paths of the daemons' unix sockets; those that are not there are looked for again. @default the usual ones */
  readonly sockets?: readonly string[];
  /** State folders, such as `/run/containerd`. @default the usual ones */
  readonly stateFolders?: readonly string[];
}

/** The client of a host's containerds, with counts. */
export interface ContainerdClient extends RuntimeClient {
  noticed(helper: Helper): void;
  inspect(id: string): Promise<RuntimeContainer | Unanswered>;
  /** Counts so far, with the number of ids kept (`known`) and dropped for want of room. */
  stats(): Readonly<ApiStats> & { readonly known: number; readonly forgotten: number };
}

/**
 * Makes a client for the containerds of a host; nothing is opened before a call. One `follow()` at a time.
 * Events and lists come from the daemons; lookups read the containers' bundles and ask no daemon, so they
 * are answered in an outage, too.
 */
export function createContainerdClient(options: ContainerdClientOptions = {}): ContainerdClient {
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const folders = new StateFolders(options.stateFolders);
  const bundles = new BundleFinder(folders);
  const stats = emptyApiStats();
  const follower = new ContainerdFollower({
    ...{ bundles, stats, timing, limits },
    sockets: options.sockets ?? DEFAULT_CONTAINERD_SOCKETS,
    isNamed: options.sockets !== undefined,
    random: options.random ?? Math.random,
    pause: options.pause ?? pause,
  });
  const lookups = new InFlight(limits.lookups, stats);
  const inspects = new InFlight(limits.inspects, stats);
  let followed: AbortSignal | undefined;

  /** What a daemon tells, and what the bundle tells beside it; the bundle alone when no daemon answers. */
  async function inspect(id: string): Promise<RuntimeContainer | Unanswered> {
    const found = await bundles.lookup(id);
    for (const socket of follower.sockets) {
      using deadline = new Deadline(followed, timing.inspectMs);
      const told = await inspectContainer(
        ...[socket, id, deadline.signal] as const,
        (channel) => new ContainerdApi(channel, timing, limits),
      ).catch(() => "no answer" as const);
      if (typeof told !== "string") return typeof found === "string" ? told : { ...found, ...told };
    }
    return found;
  }

  /** What the bundle tells; a daemon that knows the image, too, is about to. */
  async function lookup(id: string): Promise<RuntimeContainer | Unanswered> {
    const found = await bundles.lookup(id);
    return typeof found !== "string" && follower.isUp ? { ...found, isPartial: true } : found;
  }

  return {
    name: "containerd",
    kinds: ["containerd", "kubernetes-containerd", "kubernetes", "unknown"],
    follow(listener, signal) {
      followed = signal;
      return follower.follow(listener, signal);
    },
    lookup: (id) => lookups.ask(() => lookup(id)),
    inspect: (id) => inspects.ask(() => inspect(id)),
    noticed(helper) {
      const { claim, uid } = helper;
      // Any user may start a program of a shim's name.
      if (claim.runtime !== "containerd" || uid !== 0) return;
      // The daemon, not a shim: soon there will be somebody to talk to, and no container waits for a name yet.
      if (claim.containerId === undefined) void loadGrpc();
      if (folders.notice(helper)) follower.refresh();
      if (claim.socket !== undefined) follower.learn(claim.socket);
    },
    stats: () => ({ ...stats, ...follower.sizes }),
  };
}
