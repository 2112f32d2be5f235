import { untilAborted } from "../until_aborted.ts";
import { OWNER_KINDS } from "../../model/owner.ts";
import { createDockerApiClient } from "../api/docker_api_client.ts";
import { createCriClient } from "../cri/cri_client.ts";
import { DOCKER_DIALECT } from "../docker/docker_dialect.ts";
import type { HostAccess } from "../host_access.ts";
import { PODMAN_DIALECT } from "../podman/podman_dialect.ts";
import type {
  FirstProcess,
  RuntimeClient,
  RuntimeContainer,
  Unanswered,
} from "../runtime_client.ts";
import { findNestedSockets, type NestedSocket, socketKeys } from "./find_nested_sockets.ts";

/** Containers with daemons inside; each holds a few file descriptors. A host has a handful. */
const OUTERS_MAX = 32;

/** A daemon may be up later than its container, ms: not sooner is it looked for again. */
const SEARCH_AGAIN_MS = 1_000;

type Lookup = (id: string) => Promise<RuntimeContainer | Unanswered>;

/** How to ask a daemon at a socket, by runtime. */
const LOOKUPS: Readonly<Record<string, (socket: string) => Lookup>> = {
  docker: (socket) =>
    createDockerApiClient({ name: "docker", kinds: [], socket, dialect: DOCKER_DIALECT }).lookup,
  podman: (socket) =>
    createDockerApiClient({ name: "podman", kinds: [], socket, dialect: PODMAN_DIALECT }).lookup,
  containerd: (socket) => createCriClient({ socket }).lookup,
  crio: (socket) => createCriClient({ socket }).lookup,
};

interface Daemon {
  readonly socket: NestedSocket;
  readonly lookup: Lookup;
}

interface Outer {
  readonly process: FirstProcess;
  readonly searchedAt: number;
  readonly daemons: Promise<readonly Daemon[]>;
  /** Questions under way: their sockets must stay. */
  readonly asking: Set<Promise<unknown>>;
}

/** Settings of {@link createNestedClient}. */
export interface NestedClientOptions {
  readonly host: HostAccess;
  /** Paths of the host's own sockets: a container that has one of them mounted has no daemon of its own. */
  readonly hostSockets: readonly string[];
  /** A clock in ms. @default performance.now */
  readonly now?: () => number;
}

/**
 * Makes the client for daemons inside of containers, for `--nested`: it asks the one in the container that
 * a container is nested in, and nobody else. Sockets are held while their container's first process is
 * known; when there are too many, the oldest are let go.
 */
export function createNestedClient(options: NestedClientOptions): RuntimeClient {
  const { host, hostSockets, now = () => performance.now() } = options;
  const outers = new Map<number, Outer>();

  function drop(pid: number): void {
    const outer = outers.get(pid);
    outers.delete(pid);
    outer?.daemons.then(async (daemons) => {
      // A number that is free is given to the next file: whoever still asks would ask somebody else.
      await Promise.allSettled(outer.asking);
      for (const { socket } of daemons) socket[Symbol.dispose]();
    });
  }

  async function search({ pid, startTime }: FirstProcess): Promise<readonly Daemon[]> {
    const exclude = await socketKeys(hostSockets);
    const sockets = await findNestedSockets(pid, startTime, { host, exclude });
    return sockets.flatMap((socket) => {
      const lookup = LOOKUPS[socket.runtime]?.(socket.path);
      return lookup === undefined ? [] : [{ socket, lookup }];
    });
  }

  function outerOf(process: FirstProcess): Outer {
    const known = outers.get(process.pid);
    const isSame = known?.process.startTime === process.startTime;
    if (known !== undefined && isSame) return known;
    drop(process.pid);
    for (const pid of outers.keys()) if (outers.size >= OUTERS_MAX) drop(pid);
    const outer = {
      process,
      searchedAt: now(),
      daemons: search(process),
      asking: new Set<Promise<unknown>>(),
    };
    outers.set(process.pid, outer);
    return outer;
  }

  /** The inner daemon was not up yet, or was restarted and listens on a new socket. */
  function searchAgain({ pid }: FirstProcess): void {
    const outer = outers.get(pid);
    if (outer !== undefined && now() - outer.searchedAt > SEARCH_AGAIN_MS) drop(pid);
  }

  async function ask(outer: Outer, id: string): Promise<RuntimeContainer | Unanswered> {
    for (const { socket, lookup } of await outer.daemons) {
      const answer = await lookup(id);
      if (typeof answer !== "string") return { ...answer, runtime: socket.runtime };
    }
    searchAgain(outer.process);
    return "none";
  }

  function lookup(process: FirstProcess, id: string): Promise<RuntimeContainer | Unanswered> {
    const outer = outerOf(process);
    const asked = ask(outer, id).finally(() => outer.asking.delete(asked));
    outer.asking.add(asked);
    return asked;
  }

  return {
    name: "nested",
    kinds: OWNER_KINDS,
    asksInside: true,
    async follow(listener, signal) {
      listener.state("absent", "asked for containers in containers only");
      await untilAborted(signal);
      for (const pid of [...outers.keys()]) drop(pid);
    },
    lookup: (id, context) =>
      context?.outer === undefined ? Promise.resolve("none") : lookup(context.outer, id),
  };
}
