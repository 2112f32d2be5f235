import type { Container } from "../model/container.ts";
import type { CgroupEvent, Process, ProcessEvent } from "../model/event.ts";
import type { Cgroup, Role } from "../model/labelled_event.ts";
import type { Owner } from "../model/owner.ts";
import type { CgroupTable } from "./cgroup_table.ts";
import type { ContainerEntry, ContainerRegistry } from "./container_registry.ts";
import { isRuntimeStage } from "./helper/helper_commands.ts";
import type { HelperTable, KnownHelper } from "./helper_table.ts";
import { MountsTable } from "./mounts_table.ts";
import { Roles, type Standing } from "./roles.ts";
import type { RuntimeSet } from "./runtime_set.ts";

/** Where a process belongs. */
export interface Whereabouts {
  readonly cgroup: Cgroup | undefined;
  /** Absent for host processes. */
  readonly entry: ContainerEntry | undefined;
  readonly role: Role | undefined;
}

/** What {@link Locator} shares with the labeller. */
export interface LocatorOptions {
  readonly cgroups: CgroupTable;
  readonly containers: ContainerRegistry;
  readonly helpers: HelperTable;
  readonly runtimes: RuntimeSet;
  readonly judge: (owner: Owner, container: Container | undefined) => "yes" | "no" | "maybe";
  readonly setMounts: (mountNamespace: number, verdict: "deliver" | "drop") => void;
  /** A container without a cgroup of its own was met for the first time. */
  readonly onFound: (entry: ContainerEntry) => void;
}

const HOST: Owner = { kind: "host", nesting: [] };

/**
 * Finds whose a process is: by its cgroup; else by its mount namespace, for containers that have no cgroup
 * of their own and for processes that entered one and kept theirs.
 */
export class Locator {
  readonly #options: LocatorOptions;
  readonly #mounts = new MountsTable();
  readonly #roles = new Roles();
  /** Filled anew for each event, which makes no garbage: there are a million a second. */
  readonly #found: { -readonly [K in keyof Whereabouts]: Whereabouts[K] } = {
    cgroup: undefined,
    entry: undefined,
    role: undefined,
  };
  readonly #standing: { -readonly [K in keyof Standing]?: Standing[K] } = {};

  constructor(options: LocatorOptions) {
    this.#options = options;
  }

  /** Entries in the bounded tables. */
  get sizes(): { readonly mounts: number; readonly roles: number } {
    return { mounts: this.#mounts.size, roles: this.#roles.size };
  }

  /** Where the process of an event is: the identical object each time, to be read before the next call. */
  locate(event: ProcessEvent | (CgroupEvent & { readonly process: Process })): Whereabouts {
    const { process } = event;
    const known = this.#options.cgroups.get(process.cgroup);
    const inCgroup = known?.container !== undefined;
    const entry = known?.container ?? this.#byMounts(process);
    const found = this.#found;
    found.cgroup = known?.cgroup;
    found.entry = entry;
    if (entry === undefined) {
      const isHelper = this.#options.helpers.get(process.pid, process.startTime) !== undefined;
      found.role = isHelper ? "runtime" : undefined;
      return found;
    }
    const { init } = entry;
    found.role = this.#roles.of(event, this.#stand(process, entry, inCgroup));
    if (inCgroup) this.#learn(process, entry, found.role, entry.init !== init);
    return found;
  }

  #stand(process: Process, entry: ContainerEntry, inCgroup: boolean): Standing {
    const standing = this.#standing;
    standing.entry = entry;
    standing.inCgroup = inCgroup;
    standing.hasForeignMounts = this.#areForeign(process.mountNamespace, entry);
    standing.isParentInside = this.#isParentInside(process, entry);
    return standing as Standing;
  }

  /** What is known of a container has changed: the kernel may spare us its events, or may not. */
  judge(entry: ContainerEntry): void {
    const { verdict } = entry;
    if (verdict === undefined || verdict === this.#judge(entry)) return;
    for (const id of entry.mounts) this.#settle(id, entry);
  }

  /** A container has been gone for a while: nothing of it is kept. */
  forget(entry: ContainerEntry): void {
    for (const id of [...entry.mounts]) this.#mounts.delete(id);
  }

  #judge(entry: ContainerEntry | undefined): "deliver" | "drop" {
    const owner = entry === undefined ? HOST : ownerOf(entry.container);
    return this.#options.judge(owner, entry?.container) === "no" ? "drop" : "deliver";
  }

  #byMounts(process: Process): ContainerEntry | undefined {
    const { mountNamespace } = process;
    if (mountNamespace === 0) return undefined;
    let owner = this.#mounts.get(mountNamespace);
    if (owner === undefined) {
      owner = this.#ownerOf(process) ?? "host";
      this.#mounts.set(mountNamespace, owner);
      this.#settle(mountNamespace, owner === "host" ? undefined : owner);
    } else if (owner === "host" && this.#judge(undefined) === "drop") {
      // The kernel keeps the verdicts of the last 16,384 only, and may have forgotten this one.
      this.#options.setMounts(mountNamespace, "drop");
    }
    return owner === "host" ? undefined : owner;
  }

  /** Whose a mount namespace is that no container's cgroup has shown: judged once. */
  #ownerOf(process: Process): ContainerEntry | undefined {
    const { origin, mountNamespace, pid, startTime, parentPid, parentStartTime } = process;
    const parent = origin && this.#mounts.get(origin.mountNamespace);
    // Made by a process of a container that has no cgroup to tell.
    if (parent !== undefined && parent !== "host" && parent.cgroups.size === 0) return parent;
    const { helpers } = this.#options;
    const starts = (known: KnownHelper) =>
      known.helper.claim.startsProcesses && known.mountNamespace !== mountNamespace;
    const helper = helpers.above(parentPid, parentStartTime, starts) ??
      helpers.above(pid, startTime, (known) => starts(known) && helpers.isAdopted(known));
    if (helper === undefined) return undefined;
    // runc knows the id, and conmon the name and who drives both.
    const { uid, claim: { containerId, name } } = helper.helper;
    const isNamed = containerId === undefined || name !== undefined;
    const named = isNamed ? helper : helpers.naming(uid, containerId);
    return this.#claimed(named ?? helper, process);
  }

  #claimed(known: KnownHelper, process: Process): ContainerEntry | undefined {
    const { containerId, runtime } = known.helper.claim;
    if (containerId === undefined) return undefined;
    const { containers, helpers, runtimes, onFound } = this.#options;
    const entry = containers.fromClaim(known, runtimes.kindOf(runtime), containerId);
    // What is outside of a container's cgroup is about to enter, or is the runtime's own: a hook.
    const isStage = !process.hasExeced && isRuntimeStage(process.command);
    if (entry.cgroups.size > 0 && !isStage) return undefined;
    // A namespace that was made inside is no new start.
    const hasStarted = entry.init === undefined || !helpers.isRunning(entry.init);
    if (entry.cgroups.size === 0 && hasStarted) {
      entry.init = undefined;
      entry.isCounted = false;
      onFound(entry);
    }
    return entry;
  }

  /** A mount namespace that processes of a container's cgroup are in, and nobody else was before. */
  #learn(process: Process, entry: ContainerEntry, role: Role, isStart: boolean): void {
    const { mountNamespace, origin } = process;
    if (mountNamespace === 0) return;
    // A stage that has not left its runtime's mounts yet.
    if (role === "runtime" && mountNamespace === origin?.mountNamespace) return;
    const owner = this.#mounts.get(mountNamespace);
    if (role === "entered") {
      // It brought its mounts along: what it starts does not make them the container's.
      if (owner !== undefined) return;
      this.#mounts.set(mountNamespace, "host");
      this.#settle(mountNamespace, undefined);
      return;
    }
    // A first program starts where its container is, whatever was believed before; later it may enter others.
    if (owner === entry || (owner !== undefined && !isStart)) return;
    this.#mounts.set(mountNamespace, entry);
    this.#settle(mountNamespace, entry);
  }

  #settle(mountNamespace: number, entry: ContainerEntry | undefined): void {
    const verdict = this.#judge(entry);
    if (entry !== undefined) entry.verdict = verdict;
    this.#options.setMounts(mountNamespace, verdict);
  }

  #areForeign(mountNamespace: number, entry: ContainerEntry): boolean {
    if (mountNamespace === 0) return entry.mounts.size > 0;
    const owner = this.#mounts.get(mountNamespace);
    return owner !== undefined && owner !== entry;
  }

  #isParentInside({ origin }: Process, entry: ContainerEntry): boolean {
    if (origin === undefined) return true;
    const byCgroup = this.#options.cgroups.get(origin.cgroup)?.container;
    return (byCgroup ?? this.#mounts.get(origin.mountNamespace)) === entry;
  }
}

/** What a path would say of a container that has none. */
function ownerOf({ id, kind }: Container): Owner {
  return { kind, containerId: id, nesting: [] };
}
