import type { ApiLimits, ApiTiming } from "../api/api_limits.ts";
import type { ApiStats } from "../api/api_stats.ts";
import { followSocket } from "../grpc/follow_socket.ts";
import type { RuntimeListener, RuntimeState } from "../runtime_client.ts";
import type { BundleFinder } from "./bundle_finder.ts";
import { ContainerdApi } from "./containerd_api.ts";
import { runSession } from "./containerd_session.ts";
import { KnownTable } from "./known_table.ts";

/** Sockets that shims may add: a host has one containerd or two. */
const LEARNED_MAX = 4;

/**
 * Until a socket that a shim told of is followed, ms. Its first container starts at this moment, and waits for
 * its name, which its bundle tells: loading gRPC's library would keep it waiting, 15 ms and on a busy host 50.
 */
const LEARNED_PAUSE_MS = 500;

/** Settings of {@link ContainerdFollower}. */
export interface FollowerOptions {
  /** Sockets to follow from the start, whether they are there or not. */
  readonly sockets: readonly string[];
  /** Somebody asked for these sockets: it is worth a word that they are not there. */
  readonly isNamed: boolean;
  readonly bundles: BundleFinder;
  readonly stats: ApiStats;
  readonly timing: ApiTiming;
  readonly limits: ApiLimits;
  readonly random: () => number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Whether a daemon answers, and why not. */
interface Source {
  readonly state: RuntimeState;
  readonly reason: string | undefined;
}

/** Follows the containerds of a host, each over its socket, as one runtime. */
export class ContainerdFollower {
  readonly #options: FollowerOptions;
  /** By socket; kept across calls of {@link follow}. */
  readonly #known = new Map<string, KnownTable>();
  readonly #sources = new Map<string, Source>();
  readonly #ended = new Set<Promise<void>>();
  #running: { readonly listener: RuntimeListener; readonly signal: AbortSignal } | undefined;
  #state: RuntimeState | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    for (const socket of options.sockets) this.#add(socket);
  }

  /** All sockets, those that shims told of included. */
  get sockets(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** Ids kept, and dropped for want of room. */
  get sizes(): { readonly known: number; readonly forgotten: number } {
    const tables = [...this.#known.values()];
    return {
      known: tables.reduce((sum, table) => sum + table.size, 0),
      forgotten: tables.reduce((sum, table) => sum + table.forgotten, 0),
    };
  }

  /** Follows until the signal aborts; one at a time. Never rejects. */
  async follow(listener: RuntimeListener, signal: AbortSignal): Promise<void> {
    this.#running = { listener, signal };
    this.#state = undefined;
    for (const socket of this.#known.keys()) this.#begin(socket);
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    }
    this.#running = undefined;
    await Promise.all(this.#ended);
    this.#ended.clear();
    this.#sources.clear();
  }

  /** Whether a daemon answers: it tells of each container that is made. */
  get isUp(): boolean {
    return [...this.#sources.values()].some(({ state }) => state === "up");
  }

  /** A shim told of a daemon's socket. */
  learn(socket: string): void {
    if (this.sockets.some((known) => known === socket || isSameFile(known, socket))) return;
    if (this.#known.size >= this.#options.sockets.length + LEARNED_MAX) return;
    this.#add(socket);
    const running = this.#running;
    if (running === undefined) return;
    const begin = (): void => {
      if (this.#running === running && !running.signal.aborted) this.#begin(socket);
    };
    void this.#options.pause(LEARNED_PAUSE_MS, running.signal).then(begin);
  }

  /**
   * Tells the listener when there is news, once each daemon has been heard of or one answers. One that is
   * there and does not answer is worth more words than one that is not there: bundles answer for that.
   */
  refresh(): void {
    if (this.#running === undefined || this.#running.signal.aborted) return;
    const sources = [...this.#sources.values()];
    const { state, reason } = sources.find((source) => source.state === "up") ??
      (sources.length < this.#known.size ? undefined : this.#judgeOutage(sources)) ??
      { state: this.#state, reason: undefined };
    if (state === undefined || state === this.#state) return;
    this.#state = state;
    if (state === "up") this.#running.listener.state(state);
    else this.#running.listener.state(state, reason ?? "no answer");
  }

  #judgeOutage(sources: readonly Source[]): Source {
    const down = sources.find((source) => source.state === "down");
    if (down !== undefined) return down;
    const [first] = sources;
    if (this.#options.isNamed && first !== undefined) return { ...first, state: "down" };
    if (this.#options.bundles.isPresent) return { state: "up", reason: undefined };
    return { state: "absent", reason: "no containerd socket and no state folder" };
  }

  #add(socket: string): void {
    this.#known.set(socket, new KnownTable(this.#options.limits.knownIds));
  }

  #begin(socket: string): void {
    const known = this.#known.get(socket);
    if (this.#running === undefined || known === undefined) return;
    const { listener, signal } = this.#running;
    const { bundles, stats, timing, limits, random, pause } = this.#options;
    this.#ended.add(followSocket({
      ...{ socket, timing, random, pause },
      session: (channel, signal, onUp) => {
        const api = new ContainerdApi(channel, timing, limits);
        return runSession(api, { bundles, known, stats, listener }, signal, () => {
          stats.sessions++;
          onUp();
        });
      },
      onState: (state, reason) => {
        this.#sources.set(socket, { state, reason });
        this.refresh();
      },
    }, signal));
  }
}

/** Whether two paths are one file, such as `/run/x` and `/var/run/x`. */
function isSameFile(a: string, b: string): boolean {
  try {
    const [first, second] = [Deno.statSync(a), Deno.statSync(b)];
    return first.ino === second.ino && first.dev === second.dev;
  } catch {
    return false;
  }
}
