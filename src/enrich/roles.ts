import type { CgroupEvent, Process, ProcessEvent } from "../model/event.ts";
import type { Role } from "../model/labelled_event.ts";
import type { ContainerEntry } from "./container_registry.ts";
import { isHelperCommand, isRuntimeStage } from "./helper/helper_commands.ts";
import { PidTable } from "./pid_table.ts";

/** What the labeller knows of where a process is. */
export interface Standing {
  readonly entry: ContainerEntry;
  /** Its cgroup is the container's; else its mount namespace alone is. */
  readonly inCgroup: boolean;
  /** Its mount namespace belongs to somebody else, such as the host. */
  readonly hasForeignMounts: boolean;
  /** Its parent is in the same container. */
  readonly isParentInside: boolean;
}

/** An event that says how a process came where it is. */
type Arrival = ProcessEvent | (CgroupEvent & { readonly process: Process });

/**
 * Processes that came into a container from outside, which are few for each: children need no entry. Where
 * exits are not traced nothing else removes them, and the oldest gives way.
 */
export const ROLES_MAX = 16_384;

interface KnownRole {
  readonly role: Role;
  /** It is that of the program that runs: no exec can have gone by unseen. */
  readonly isOfProgram: boolean;
}

/**
 * How processes came into their containers.
 *
 * A runtime's own work on the threshold is told by two things together: the name of a stage such as
 * `runc:[2:INIT]`, which any program may take, and facts of the kernel that no process inside can bring
 * about: it came from outside and has not started the container's program yet.
 */
export class Roles {
  readonly #known = new PidTable<KnownRole>(ROLES_MAX);

  get size(): number {
    return this.#known.size;
  }

  /** The role of the event's process; remembered until its exit. */
  of(event: Arrival, standing: Standing): Role {
    const { process } = event;
    const known = this.#known.get(process.pid, process.startTime);
    const role = known !== undefined && !mayHaveChanged(known, event)
      ? known.role
      : this.#judge(event, standing);
    if (event.kind === "exit") this.#left(process, standing.entry);
    else if (isSettled(role, event, standing)) {
      const isStillRuntime = role === "runtime" && event.kind === "exec";
      if (role !== known?.role || isStillRuntime) this.#remember(event, role, standing.entry);
    } else if (known !== undefined) {
      this.#known.delete(process.pid, process.startTime);
    }
    return role;
  }

  #judge(event: Arrival, standing: Standing): Role {
    const { process } = event;
    const { entry, inCgroup, hasForeignMounts, isParentInside } = standing;
    const { origin } = process;
    const isFromRuntime = origin !== undefined && isHelperCommand(origin.command);
    const isForkOfRuntime = this.#isForkOfRuntime(process);
    const gvisor = isFromRuntime || isForkOfRuntime ? gvisorPart(event) : undefined;
    if (gvisor !== undefined) {
      entry.isSandboxed = true;
      return gvisor === "sandbox" ? "init" : "runtime";
    }
    // The sandbox keeps processes that run no program: the host's side of those inside.
    const isStub = entry.isSandboxed && !process.hasExeced && (isParentInside || isFromRuntime);
    if (isStub && event.kind !== "exec") return "runtime";
    const isStage = isFromRuntime && isRuntimeStage(process.command);
    if (isStage && isOnThreshold(process, isParentInside)) return "runtime";
    // A parent that has started its program since passes on that one's name.
    if (event.kind === "fork" && isForkOfRuntime && isRuntimeStage(process.command)) {
      return "runtime";
    }
    if (isStart(event, standing) || wasStart(event, standing)) return "init";
    if (!inCgroup ? entry.cgroups.size > 0 : hasForeignMounts) return "entered";
    if (isParentInside) return "child";
    if (event.kind === "fork" || event.kind === "cgroup") {
      return isFromRuntime ? "runtime" : "entered";
    }
    if (entry.init === undefined && mayBeInit(event)) return "init";
    return isFromRuntime ? "exec" : "entered";
  }

  #isForkOfRuntime({ parentPid, parentStartTime }: Process): boolean {
    return this.#known.get(parentPid, parentStartTime)?.role === "runtime";
  }

  #remember({ kind, process }: Arrival, role: Role, entry: ContainerEntry): void {
    const { pid, startTime } = process;
    if (role === "init") entry.init = { pid, startTime };
    const isOfProgram = kind === "exec" || kind === "process";
    this.#known.set(pid, startTime, { role, isOfProgram });
  }

  #left({ pid, startTime }: Process, entry: ContainerEntry): void {
    this.#known.delete(pid, startTime);
    if (entry.init?.pid === pid && entry.init.startTime === startTime) entry.init = undefined;
  }
}

/**
 * Whether a role stays. Children need no entry; and whoever is moved into a container that has no first
 * program yet may be about to become it.
 */
function isSettled(role: Role, { kind }: Arrival, { entry }: Standing): boolean {
  return role !== "child" && !(role === "entered" && kind === "cgroup" && entry.init === undefined);
}

/** gVisor's processes name themselves by their first argument; their files' name is `exe`. */
const GVISOR = /^runsc-(sandbox|gofer)$/;

/**
 * Which part of gVisor starts, by its own word: the sandbox, in which all of the container's programs run, or the
 * server of its files. What started it tells whether that is to be believed.
 */
function gvisorPart(event: Arrival): string | undefined {
  if (event.kind !== "exec" && event.kind !== "process") return undefined;
  return GVISOR.exec(event.program.args[0] ?? "")?.[1];
}

/** A runtime's stage becomes the program by its exec, which is not traced where nobody asked for execs. */
function mayHaveChanged({ role, isOfProgram }: KnownRole, { kind, process }: Arrival): boolean {
  if (role !== "runtime") return false;
  return kind === "exec" || (kind !== "fork" && process.hasExeced && !isOfProgram);
}

/** Whether a runtime starts the container's first program, in mounts that are not its own. */
function isStart({ kind, process }: Arrival, { entry, inCgroup, isParentInside }: Standing) {
  const { origin, mountNamespace } = process;
  return kind === "exec" && inCgroup && !isParentInside && entry.init === undefined &&
    origin !== undefined && origin.mountNamespace !== mountNamespace &&
    isHelperCommand(origin.command);
}

/** The same of one that runs already: the first of a pid namespace that its parent is not in. */
function wasStart({ kind, process }: Arrival, { entry, inCgroup, isParentInside }: Standing) {
  const { origin, mountNamespace, vpid } = process;
  return kind === "process" && inCgroup && !isParentInside && entry.init === undefined &&
    vpid === 1 && origin !== undefined && origin.mountNamespace !== mountNamespace;
}

/**
 * Processes that run already come in no order: only the first of a pid namespace, or any process where
 * the container shares the host's, can be the container's first.
 */
function mayBeInit({ kind, process: { pid, vpid } }: Arrival): boolean {
  return kind === "exec" || vpid === 1 || (kind === "process" && vpid === pid);
}

/**
 * Whether a process came from outside and has not started a program inside: it never started one, or only
 * in its parent's mount namespace.
 */
function isOnThreshold({ origin, hasExeced, mountNamespace }: Process, isInside: boolean): boolean {
  return origin !== undefined && !isInside &&
    (!hasExeced || mountNamespace === origin.mountNamespace);
}
