import type {
  RuntimeClient,
  RuntimeContainer,
  RuntimeListener,
  Unanswered,
} from "../runtime_client.ts";
import { DockerApi } from "./api.ts";
import { Backoff, pause } from "./backoff.ts";
import { isContainerId } from "./container_fields.ts";
import { Deadline } from "./deadline.ts";
import { describeFailure } from "./docker_failure.ts";
import { runSession } from "./docker_session.ts";
import { type DockerStats, emptyDockerStats } from "./docker_stats.ts";
import { KnownContainers } from "./known_containers.ts";
import { DEFAULT_LIMITS, DEFAULT_TIMING, type DockerLimits, type DockerTiming } from "./limits.ts";
import { parseListed } from "./parse_list.ts";

/** Settings of {@link createDockerClient}. */
export interface DockerClientOptions {
  /** Path of the daemon's unix socket. */
  readonly socket: string;
  /** @default DEFAULT_TIMING for each absent field */
  readonly timing?: Partial<DockerTiming>;
  /** @default DEFAULT_LIMITS for each absent field */
  readonly limits?: Partial<DockerLimits>;
  /** Jitter, from 0 up to 1. @default Math.random */
  readonly random?: () => number;
  /** Waits before a new attempt; must resolve at once when the signal aborts. @default a timer */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A Docker daemon's client, with counts. */
export interface DockerClient extends RuntimeClient {
  /** Counts so far, with the number of ids kept (`known`) and dropped for want of room. */
  stats(): Readonly<DockerStats> & { readonly known: number; readonly forgotten: number };
}

/**
 * Makes a client for one Docker daemon; nothing is opened before a call. One `follow()` at a time;
 * lookups may run beside it, and end with it: after its signal aborted there is no answer.
 */
export function createDockerClient(options: DockerClientOptions): DockerClient {
  const { socket, random = Math.random } = options;
  const wait = options.pause ?? pause;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const api = new DockerApi(socket, timing, limits);
  const known = new KnownContainers(limits.knownIds);
  const stats = emptyDockerStats();
  let version: string | undefined;
  let followed: AbortSignal | undefined;
  let lookups = 0;

  async function follow(listener: RuntimeListener, signal: AbortSignal): Promise<void> {
    followed = signal;
    const context = { api, known, stats, listener, maxChanged: limits.knownIds };
    const backoff = new Backoff(timing, random);
    let down = false;
    while (!signal.aborted) {
      let upSince: number | undefined;
      try {
        version = await api.negotiate(signal);
        await runSession(version, context, signal, () => {
          upSince = performance.now();
          down = false;
          stats.sessions++;
          listener.state("up");
        });
      } catch (error) {
        if (signal.aborted) return;
        if (!down) listener.state("down", describeFailure(error, socket));
        down = true;
      }
      if (upSince !== undefined) backoff.ended(performance.now() - upSince);
      await wait(backoff.next(), signal);
    }
  }

  async function lookup(id: string): Promise<RuntimeContainer | Unanswered> {
    if (!isContainerId(id)) return "none";
    if (followed?.aborted) return "no answer";
    if (lookups >= limits.lookups) {
      stats.refusedLookups++;
      return "no answer";
    }
    lookups++;
    using deadline = new Deadline(followed, timing.lookupMs);
    let found: RuntimeContainer | Unanswered = "none";
    try {
      version ??= await api.negotiate(deadline.signal);
      await api.one(version, id, deadline, (entry) => {
        const container = entry === undefined ? undefined : parseListed(entry);
        if (container === undefined) found = "no answer";
        else if (container.id === id) found = container;
      });
    } catch {
      // The daemon may have been replaced by one that speaks another version.
      version = undefined;
      found = "no answer";
    } finally {
      lookups--;
    }
    return found;
  }

  return {
    name: "docker",
    kinds: ["docker", "kubernetes-docker", "kubernetes", "unknown"],
    follow,
    lookup,
    stats: () => ({ ...stats, known: known.size, forgotten: known.forgotten }),
  };
}
