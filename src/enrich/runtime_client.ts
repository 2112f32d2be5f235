import type { ContainerState, Labels, Orchestration, Pod } from "../model/container.ts";
import type { Happening } from "../model/event.ts";
import type { OwnerKind } from "../model/owner.ts";
import type { Helper } from "./helper/helper.ts";

/** What a container runtime tells about one container. What it leaves out stays as it was known. */
export interface RuntimeContainer {
  /** Name of the runtime. @default the client's */
  readonly runtime?: string;
  readonly id: string;
  readonly name: string;
  /** Image reference as given to the runtime, such as `nginx:1.27`. */
  readonly image?: string;
  readonly pod?: Pod;
  readonly orchestration?: Orchestration;
  /** Bounded in number and size. */
  readonly labels?: Labels;
  readonly state?: ContainerState;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly restartCount?: number;
  /** The user whose container it is. @default root, or somebody whom its cgroup tells */
  readonly ofUser?: number;
  /** It only holds a pod's namespaces: the pause container. */
  readonly isSandbox?: boolean;
  /** The image follows at once by an `update`: it is worth a moment's wait. @default false */
  readonly isPartial?: boolean;
}

/** Why there is no container to tell of: the runtime has none such, or it did not say. */
export type Unanswered = "none" | "no answer";

/** A container's first process. */
export interface FirstProcess {
  /** In the host's pid namespace. */
  readonly pid: number;
  /** Ns since boot. */
  readonly startTime: number;
}

/** What is known of a container that is looked up. */
export interface LookupContext {
  /** Ids of the containers around it. */
  readonly nesting: readonly string[];
  /** The first process of the one right around it, as far as it is known. */
  readonly outer: FirstProcess | undefined;
  /** The runtime whose helper told of it, so that no other has to be asked. */
  readonly runtime: string | undefined;
  /** The user, not root, whose process alone claims that there is such a container: it is that user's own. */
  readonly claimedBy: number | undefined;
}

/** A container that runs, and its first process. */
export interface RunningContainer {
  readonly container: RuntimeContainer;
  /** In the host's pid namespace. */
  readonly pid: number;
}

/**
 * A runtime answers, or its files do (`up`); it stopped answering or never did (`down`); or there is no such
 * runtime on this host as far as can be seen (`absent`).
 */
export type RuntimeState = "up" | "down" | "absent";

/** Where a client reports. Calls are synchronous and must not throw. */
export interface RuntimeListener {
  /** A container exists with these names, or got new ones. */
  update(container: RuntimeContainer): void;
  /** Something happened to a container that was told of, or not: of its life cycle. */
  happened(id: string, happening: Happening): void;
  /** The runtime removed the container. */
  removed(id: string): void;
  /** What became of the runtime; `reason` unless it is up. */
  state(state: RuntimeState, reason?: string): void;
}

/** One container runtime's API. One file or folder each; all behind this interface. */
export interface RuntimeClient {
  /** Runtime's name as in `container.runtime`, such as `docker`. */
  readonly name: string;
  /** It tells containers of users apart, and minds `claimedBy`. @default false: all it knows are root's */
  readonly knowsUsers?: boolean;
  /** It asks inside of containers, and minds `outer`. @default false: what it knows runs beside it */
  readonly asksInside?: boolean;
  /** A container's id is its name: nobody has to be asked for that. @default false */
  readonly idIsName?: boolean;
  /** Kinds of owners, by their cgroup paths, that may be this runtime's; its own kind first. */
  readonly kinds: readonly OwnerKind[];
  /**
   * Follows the runtime until the signal aborts: subscribes to its events, then lists, so that
   * nothing falls between; reconnects with backoff and lists again. Never rejects.
   */
  follow(listener: RuntimeListener, signal: AbortSignal): Promise<void>;
  /**
   * Asks for one container, bounded in time and size. `none` is the runtime's own word; too slow, too busy
   * or unreachable is `no answer`. Never rejects.
   */
  lookup(id: string, context?: LookupContext): Promise<RuntimeContainer | Unanswered>;
  /**
   * Asks for all that the runtime knows of a container, however long that takes it (bounded): what
   * {@link lookup} leaves out so as not to disturb a start. Never rejects. @default what lookup tells
   */
  inspect?(id: string): Promise<RuntimeContainer | Unanswered>;
  /**
   * Containers that run now and whose cgroups may have any path, for the start. Quick, never rejects. @default
   * none: paths tell
   */
  running?(): Promise<readonly RunningContainer[]>;
  /**
   * One of the runtime's helpers runs: its command line or working directory may tell where to look.
   * Synchronous, must not throw; what takes time goes on behind it.
   */
  noticed?(helper: Helper): void;
}
