import type { OwnerKind } from "../../model/owner.ts";
import type {
  RuntimeClient,
  RuntimeContainer,
  RuntimeListener,
  Unanswered,
} from "../runtime_client.ts";
import type { ApiDialect } from "./api_dialect.ts";
import { ApiFailure, describeFailure, isNoSocket } from "./api_failure.ts";
import { type ApiLimits, type ApiTiming, DEFAULT_LIMITS, DEFAULT_TIMING } from "./api_limits.ts";
import { type ApiStats, emptyApiStats } from "./api_stats.ts";
import { Backoff, pause } from "./backoff.ts";
import { isContainerId } from "./container_fields.ts";
import { Deadline } from "./deadline.ts";
import { DockerApi } from "./docker_api.ts";
import { runSession } from "./docker_api_session.ts";
import { KnownContainers } from "./known_containers.ts";
import { parseInspected } from "./parse_inspect.ts";
import { parseListed } from "./parse_list.ts";
import { InFlight } from "../in_flight.ts";
import { isAbsent, isThere } from "../../shim/host_file.ts";

/** Settings of a client that can be left out. */
export interface ApiClientSettings {
  /** @default DEFAULT_TIMING for each absent field */
  readonly timing?: Partial<ApiTiming>;
  /** @default DEFAULT_LIMITS for each absent field */
  readonly limits?: Partial<ApiLimits>;
  /** Jitter, from 0 up to 1. @default Math.random */
  readonly random?: () => number;
  /** Waits before a new attempt; must resolve at once when the signal aborts. @default a timer */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A session came up: questions beside it, which must end with its signal. @default none */
  readonly onUp?: (api: DockerApi, version: string, signal: AbortSignal) => Promise<void>;
}

/** Settings of {@link createDockerApiClient}. */
export interface DockerApiClientOptions extends ApiClientSettings {
  /** As in {@link RuntimeClient}. */
  readonly name: string;
  /** As in {@link RuntimeClient}. */
  readonly kinds: readonly OwnerKind[];
  /** Path of the daemon's unix socket. */
  readonly socket: string;
  /** Somebody named the socket: that it is not there is worth telling. @default false */
  readonly isNamed?: boolean;
  readonly dialect: ApiDialect;
}

/** A client of one daemon, with counts. */
export interface DockerApiClient extends RuntimeClient {
  inspect(id: string): Promise<RuntimeContainer | Unanswered>;
  /** Counts so far, with the number of ids kept (`known`) and dropped for want of room. */
  stats(): Readonly<ApiStats> & { readonly known: number; readonly forgotten: number };
}

/**
 * Makes a client for one daemon that speaks Docker's API; nothing is opened before a call. One `follow()` at
 * a time; lookups may run beside it, and end with it: after its signal aborted there is no answer.
 */
export function createDockerApiClient(options: DockerApiClientOptions): DockerApiClient {
  const { name, kinds, socket, dialect, isNamed = false, random = Math.random } = options;
  const wait = options.pause ?? pause;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const api = new DockerApi(socket, timing, limits);
  const known = new KnownContainers(limits.knownIds);
  const stats = emptyApiStats();
  let version: string | undefined;
  let followed: AbortSignal | undefined;
  const inFlight = {
    lookups: new InFlight(limits.lookups, stats),
    inspects: new InFlight(limits.inspects, stats),
  };

  async function follow(listener: RuntimeListener, signal: AbortSignal): Promise<void> {
    followed = signal;
    let beside: Promise<unknown> = Promise.resolve();
    const context = { api, dialect, known, stats, listener, maxChanged: limits.knownIds };
    const backoff = new Backoff(timing, random);
    let down = false;
    while (!signal.aborted) {
      let upSince: number | undefined;
      try {
        using session = new Deadline(signal);
        // Looking costs a thousandth of what a failed connection does.
        if (isAbsent(socket)) throw new ApiFailure(`no socket at ${socket}`);
        const agreed = version = await api.negotiate(signal);
        await runSession(agreed, context, session.signal, () => {
          upSince = performance.now();
          down = false;
          stats.sessions++;
          listener.state("up");
          beside = Promise.allSettled([options.onUp?.(api, agreed, session.signal)]);
        });
      } catch (error) {
        // A daemon that was there has an outage.
        const isAbsent = isNoSocket(error, socket) && !isNamed && stats.sessions === 0;
        const state = isAbsent ? "absent" : "down";
        if (!down && !signal.aborted) listener.state(state, describeFailure(error, socket));
        down = true;
      }
      await beside;
      if (upSince !== undefined) backoff.ended(performance.now() - upSince);
      await wait(backoff.next(), signal);
    }
  }

  /** Asks one question about one container, bounded in time and number. */
  async function ask(
    what: keyof typeof inFlight,
    ms: number,
    question: (version: string, deadline: Deadline) => Promise<RuntimeContainer | Unanswered>,
  ): Promise<RuntimeContainer | Unanswered> {
    if (followed?.aborted || !isThere(socket)) return "no answer";
    return await inFlight[what].ask(async () => {
      using deadline = new Deadline(followed, ms);
      try {
        version ??= await api.negotiate(deadline.signal);
        return await question(version, deadline);
      } catch {
        // The daemon may have been replaced by one that speaks another version.
        version = undefined;
        return "no answer";
      }
    });
  }

  async function lookup(id: string): Promise<RuntimeContainer | Unanswered> {
    if (!isContainerId(id)) return "none";
    return await ask("lookups", timing.lookupMs, async (version, deadline) => {
      let found: RuntimeContainer | Unanswered = "none";
      await api.one(version, id, deadline, (entry) => {
        const container = entry === undefined ? undefined : parseListed(entry);
        if (container === undefined) found = "no answer";
        else if (container.id === id) found = container;
      });
      return found;
    });
  }

  /** Looks up first: only a container that runs is told of without waiting for what is done to it. */
  async function inspect(id: string): Promise<RuntimeContainer | Unanswered> {
    const listed = await lookup(id);
    if (typeof listed === "string" || listed.state !== "running") return listed;
    const inspected = await ask("inspects", timing.inspectMs, async (version, deadline) => {
      return parseInspected(await api.inspect(version, id, deadline)) ?? "no answer";
    });
    return typeof inspected === "string" || inspected.id !== id ? listed : inspected;
  }

  return {
    name,
    kinds,
    follow,
    lookup,
    inspect,
    stats: () => ({ ...stats, known: known.size, forgotten: known.forgotten }),
  };
}
