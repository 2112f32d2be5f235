import type { HostAccess } from "./host_access.ts";
import type { Helper } from "./helper/helper.ts";
import { readAncestor } from "./helper/read_ancestor.ts";
import { PidTable } from "./pid_table.ts";
import type { RunningContainer } from "./runtime_client.ts";

/** A helper, and where it stands itself. */
export interface KnownHelper {
  readonly helper: Helper;
  /** As in `Process.mountNamespace`. */
  readonly mountNamespace: number;
}

/** One or two for each container; beyond, the oldest is forgotten: its container may stay without a name. */
export const HELPERS_MAX = 16_384;

/** Names that helpers told; each is asked for once, when its container starts. */
export const NAMING_MAX = 1024;

/** The mount namespace of none. */
const NOWHERE = -1;

/** How far up helpers are looked for: from a program of a container to its conmon or shim. */
const GENERATIONS_MAX = 32;

/** Processes of runtimes outside of containers, by pid and start time. */
export class HelperTable {
  readonly #known = new PidTable<KnownHelper>(HELPERS_MAX);
  readonly #naming = new Map<string, KnownHelper>();
  readonly #host: HostAccess;

  constructor(host: HostAccess) {
    this.#host = host;
  }

  get size(): number {
    return this.#known.size;
  }

  /** How many names helpers told. */
  get names(): number {
    return this.#naming.size;
  }

  /** Adds a helper, or what it has become by starting another program. */
  add(known: KnownHelper): void {
    const { pid, startTime, uid, claim: { containerId, name } } = known.helper;
    this.#known.set(pid, startTime, known);
    if (containerId === undefined || name === undefined) return;
    const key = `${uid} ${containerId}`;
    this.#naming.delete(key);
    this.#naming.set(key, known);
    if (this.#naming.size <= NAMING_MAX) return;
    for (const oldest of this.#naming.keys()) {
      this.#naming.delete(oldest);
      return;
    }
  }

  /**
   * Takes a container's first process for its helper, as if it had started itself: nobody else may be left
   * of those who did. False when it does not run any more.
   */
  adopt(runtime: string, { container: { id, name }, pid }: RunningContainer): boolean {
    const process = readAncestor(this.#host, pid);
    if (process === undefined) return false;
    const claim = { runtime, containerId: id, name, startsProcesses: true };
    const { startTime } = process;
    const helper = { pid, startTime, uid: 0, workingDirectory: "", args: [], claim };
    this.add({ helper, mountNamespace: NOWHERE });
    return true;
  }

  /** Whether it stands for those who started it: see {@link adopt}. */
  isAdopted({ mountNamespace }: KnownHelper): boolean {
    return mountNamespace === NOWHERE;
  }

  /** The helper that is this process. */
  get(pid: number, startTime: number): KnownHelper | undefined {
    return this.#known.get(pid, startTime);
  }

  /** The helper of a user that knows what a container is called, be it that it has ended since: conmon forks. */
  naming(uid: number, containerId: string): KnownHelper | undefined {
    return this.#naming.get(`${uid} ${containerId}`);
  }

  /** The process has ended. */
  delete(pid: number, startTime: number): void {
    this.#known.delete(pid, startTime);
  }

  /** Whether this process, helper or not, runs still; reads `/proc`. */
  isRunning({ pid, startTime }: { readonly pid: number; readonly startTime: number }): boolean {
    return readAncestor(this.#host, pid)?.started(startTime) === true;
  }

  /** The nearest helper among a process's ancestors that the test accepts; reads `/proc`. */
  above(
    parentPid: number,
    parentStartTime: number,
    accepts: (known: KnownHelper) => boolean,
  ): KnownHelper | undefined {
    const parent = this.get(parentPid, parentStartTime);
    if (parent !== undefined && accepts(parent)) return parent;
    if (this.#known.size === 0) return undefined;
    let pid = parentPid;
    for (let i = 0; i < GENERATIONS_MAX && pid > 1; i++) {
      const ancestor = readAncestor(this.#host, pid);
      if (ancestor === undefined) return undefined;
      // It has ended meanwhile, and another one has its pid.
      if (i === 0 && !ancestor.started(parentStartTime)) return undefined;
      const known = this.#known.find(pid);
      if (known !== undefined && ancestor.started(known.startTime) && accepts(known.value)) {
        return known.value;
      }
      pid = ancestor.parentPid;
    }
    return undefined;
  }
}
