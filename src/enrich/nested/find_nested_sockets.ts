import { readAncestor } from "../helper/read_ancestor.ts";
import type { HostAccess } from "../host_access.ts";
import { NESTED_PLACES } from "./nested_places.ts";
import { type HeldRoot, type HeldSocket, holdRoot } from "../../shim/open_in_root.ts";

/** A daemon's socket in a container. Dispose it when nobody talks to the daemon any more. */
export interface NestedSocket extends HeldSocket {
  /** Name of the runtime that it is the place of; who listens may be anybody. */
  readonly runtime: string;
  /** Its path in the container. */
  readonly insidePath: string;
}

/** Settings of {@link findNestedSockets}. */
export interface NestedSearch {
  readonly host: HostAccess;
  /** Keys of sockets that are not meant: the host's own, which `-v /run/docker.sock:...` puts inside. */
  readonly exclude?: ReadonlySet<string>;
}

/**
 * Searches that run at one time. One that meets a file system which never answers stays for good, with a
 * thread; when so many have, nothing is searched any more.
 */
export const SEARCHES_MAX = 4;

let searches = 0;

/**
 * The sockets of daemons inside a container, one for each runtime; for `--nested` only, since it looks at and
 * leads to what the container controls. What such a daemon says counts for containers nested in this one only.
 * Never rejects.
 *
 * @param pid The container's first process, in the host's pid namespace.
 * @param startTime Its start, ns since boot: another process may have got the pid since.
 */
export async function findNestedSockets(
  pid: number,
  startTime: number,
  { host, exclude = new Set() }: NestedSearch,
): Promise<readonly NestedSocket[]> {
  if (searches >= SEARCHES_MAX) return [];
  searches++;
  try {
    using root = await holdRoot(pid);
    // Asked after the root is held: it is that of the process meant, if that one still runs now.
    if (root === undefined || readAncestor(host, pid)?.started(startTime) !== true) return [];
    return await search(root, exclude);
  } catch {
    return [];
  } finally {
    searches--;
  }
}

/**
 * Keys of sockets in our own root, for {@link NestedSearch.exclude}; those that are not there are left out.
 * @param paths Absolute.
 */
export async function socketKeys(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  using root = await holdRoot(Deno.pid);
  for (const path of paths) {
    using socket = await root?.socket(path);
    if (socket !== undefined) keys.add(socket.key);
  }
  return keys;
}

async function search(root: HeldRoot, exclude: ReadonlySet<string>): Promise<NestedSocket[]> {
  const found = new Map<string, NestedSocket>();
  for (const { runtime, path } of NESTED_PLACES) {
    if (found.has(runtime)) continue;
    const socket = await root.socket(path);
    if (socket === undefined) continue;
    if (exclude.has(socket.key)) socket[Symbol.dispose]();
    else found.set(runtime, { ...socket, runtime, insidePath: `/${path}` });
  }
  return [...found.values()];
}
