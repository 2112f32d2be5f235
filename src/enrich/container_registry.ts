import { isUniqueId, keyOf } from "../model/container_key.ts";
import type { Container, Pod } from "../model/container.ts";
import type { NestingLevel, Owner, OwnerKind } from "../model/owner.ts";
import type { KnownHelper } from "./helper_table.ts";
import type { FirstProcess, RuntimeContainer } from "./runtime_client.ts";

/** One container. The entry lives as long as anything may still refer to it; its content changes. */
export interface ContainerEntry {
  /** Its place in the registry. */
  readonly key: string;
  /** What is known now; replaced, never changed. */
  container: Container;
  /** Cgroups that belong to it. */
  readonly cgroups: Set<{ readonly hierarchy: number; readonly id: number }>;
  /** Mount namespaces that belong to it: its own, and those that its processes made. */
  readonly mounts: Set<number>;
  /** Its present run is among the containers seen. */
  isCounted: boolean;
  /** What the kernel was last told of its mount namespaces. */
  verdict: "deliver" | "drop" | undefined;
  /** A path told the kind: that stands, whatever a runtime says. */
  isKindByPath: boolean;
  /** Absent until it was seen, and after its end. */
  init: FirstProcess | undefined;
  /** What a helper's command line said, for want of better. */
  claimedName: string | undefined;
  /** The user, not root, whose helper alone told of it. */
  claimedBy: number | undefined;
  /** Whose helper it was. */
  claimedRuntime: string | undefined;
  /** gVisor runs it: the host sees a sandbox, not what is inside. */
  isSandboxed: boolean;
  /** It is named, and its runtime is about to tell the rest. */
  awaitsRest: boolean;
  /** Events went out without its name: tell the name when it comes. */
  owesName: boolean;
  /** No runtime that could tell knows it. */
  isStranger: boolean;
}

/**
 * Containers kept: alive or with a tombstone. A host runs some hundreds; the bound is for malice and for
 * thousands that were created and never started.
 */
export const CONTAINERS_MAX = 16_384;

/** How long a container that has gone keeps its entry, ms: its last events may still be on their way. */
const TOMBSTONE_MS = 60_000;

/** Tombstones kept, some 3 MB; a host that ends more containers a minute keeps them for less time. */
export const TOMBSTONES_MAX = 2048;

/** A container inside another one is not the one of the same id outside, whatever it calls its cgroup. */
function pathKey({ kind, nesting }: Owner, id: string): string {
  return [...idsOf(nesting), keyOf(kind, id)].join("/");
}

/** What a user claims is that user's own container, whatever id it has. */
function userKey(uid: number, id: string): string {
  return `uid ${uid}/${id}`;
}

/**
 * The key of a container that only a helper's command line tells of. A bare runtime's ids are unique within a
 * folder of state.
 */
function claimedKey({ uid, claim }: KnownHelper["helper"], id: string, kind: OwnerKind): string {
  if (uid !== 0) return userKey(uid, id);
  if (isUniqueId(id) || kind !== "unknown") return keyOf(kind, id);
  return claim.stateFolder === undefined ? keyOf(kind, id) : `${claim.stateFolder}/${id}`;
}

/** Containers by id, with tombstones for those that have gone. */
export class ContainerRegistry {
  readonly #entries = new Map<string, ContainerEntry>();
  /** When each tombstone may go, ms, oldest first. */
  readonly #tombstones = new Map<string, number>();
  readonly #now: () => number;
  /** Containers in other ones, by what their path says. */
  readonly #nested = new Map<ContainerEntry, Owner>();
  readonly #onForgotten: (entry: ContainerEntry) => void;

  /** `now` is a clock in ms. `onForgotten` is called for each entry that goes. */
  constructor(now: () => number, onForgotten: (entry: ContainerEntry) => void) {
    this.#now = now;
    this.#onForgotten = onForgotten;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The container right around the one that a path names. */
  around({ nesting }: Owner): ContainerEntry | undefined {
    const outer = nesting.at(-1);
    if (outer === undefined) return undefined;
    const { kind, containerId } = outer;
    return this.#entries.get(pathKey({ kind, nesting: nesting.slice(0, -1) }, containerId));
  }

  /** The container of this id, among those of a kind where ids are names. */
  get(kind: OwnerKind, id: string): ContainerEntry | undefined {
    return this.#entries.get(keyOf(kind, id));
  }

  /** The container that a path names; a new entry has no name yet. */
  fromPath(id: string, owner: Owner): ContainerEntry {
    const key = pathKey(owner, id);
    const entry = this.#entries.get(key) ?? this.#add(key, { id, kind: owner.kind, nesting: [] });
    const { container } = entry;
    const pod = container.pod ?? podOf(owner).pod;
    const around = this.#namesAround(owner);
    // What the path says stands; a path that says nothing is completed by the runtime that knows the id.
    const saysKind = owner.kind !== "unknown";
    entry.isKindByPath ||= saysKind;
    entry.container = {
      ...container,
      kind: saysKind ? owner.kind : container.kind,
      nesting: idsOf(owner.nesting),
      ...around.length === 0 ? {} : { around },
      ...pod === undefined ? {} : { pod },
    };
    if (owner.nesting.length > 0) this.#nested.set(entry, owner);
    return entry;
  }

  /** Containers inside of one that has got its name: each knows it from here on. */
  *within({ container }: ContainerEntry): Generator<ContainerEntry> {
    for (const [inner, owner] of this.#nested) {
      if (!inner.container.nesting.includes(container.id)) continue;
      inner.container = { ...inner.container, around: this.#namesAround(owner) };
      yield inner;
    }
  }

  /** Names of the containers around one, of those that have one by now. */
  #namesAround({ nesting }: Owner): readonly string[] {
    return nesting.flatMap(({ kind, containerId }, level) => {
      const key = pathKey({ kind, nesting: nesting.slice(0, level) }, containerId);
      return this.#entries.get(key)?.container.name ?? [];
    });
  }

  /** What a runtime tells. `kind` is what a path would say of this runtime's containers. */
  fromRuntime(runtime: string, kind: OwnerKind, told: RuntimeContainer): ContainerEntry {
    const key = keyOf(kind, told.id);
    const known = this.#entries.get(key) ??
      this.#add(key, { id: told.id, kind, nesting: [] });
    this.complete(known, runtime, kind, told);
    return known;
  }

  /** Adds what a runtime tells to an entry; what it leaves out stays as it was. */
  complete(
    entry: ContainerEntry,
    runtime: string,
    kind: OwnerKind,
    { id: _, ofUser: __, isPartial = false, ...told }: RuntimeContainer,
  ): void {
    const before = entry.container;
    this.#tombstones.delete(entry.key);
    const pod = { ...before.pod, ...told.pod };
    entry.container = {
      ...before,
      ...told,
      ...Object.keys(pod).length === 0 ? {} : { pod },
      kind: entry.isKindByPath || kind === "unknown" ? before.kind : kindInPod(kind, pod),
      // The CRI is how a runtime is asked, and the runtime itself may have told, too.
      runtime: runtime === CRI ? before.runtime ?? runtime : runtime,
    };
    entry.isStranger = false;
    entry.awaitsRest = (isPartial || entry.awaitsRest) && entry.container.image === undefined;
  }

  /** The container that only a user's own helper told of. */
  ofUser(uid: number, id: string): ContainerEntry | undefined {
    return this.#entries.get(userKey(uid, id));
  }

  /** What a helper's command line tells of the container with this id. */
  fromClaim({ helper }: KnownHelper, kind: OwnerKind, id: string): ContainerEntry {
    const key = claimedKey(helper, id, kind);
    const entry = this.#entries.get(key) ?? this.#add(key, { id, kind, nesting: [] });
    entry.claimedBy = helper.uid === 0 ? undefined : helper.uid;
    const { name, runtime } = helper.claim;
    // An id that a user chose is the name.
    const claimed = name ?? (isUniqueId(id) ? undefined : id);
    if (claimed !== undefined) {
      entry.claimedName = claimed;
      entry.claimedRuntime = runtime;
    }
    return entry;
  }

  /** The runtime removed it, or its last cgroup has gone: it stays a while for its last events. */
  bury(entry: ContainerEntry): void {
    const { key } = entry;
    // Another one may have taken the place of an entry that gave way.
    if (this.#entries.get(key) !== entry) return;
    this.#tombstones.delete(key);
    this.#tombstones.set(key, this.#now() + TOMBSTONE_MS);
    this.#sweep();
  }

  #add(key: string, container: Container): ContainerEntry {
    this.#sweep();
    if (this.#entries.size >= CONTAINERS_MAX) this.#makeRoom();
    const entry: ContainerEntry = {
      key,
      container,
      cgroups: new Set(),
      mounts: new Set(),
      verdict: undefined,
      isCounted: false,
      isKindByPath: false,
      init: undefined,
      claimedName: undefined,
      claimedRuntime: undefined,
      claimedBy: undefined,
      isSandboxed: false,
      awaitsRest: false,
      owesName: false,
      isStranger: false,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** Removes what was buried long enough ago, or is one too many, and is not alive. */
  #sweep(): void {
    const now = this.#now();
    for (const [key, until] of this.#tombstones) {
      if (until > now && this.#tombstones.size <= TOMBSTONES_MAX) return;
      this.#tombstones.delete(key);
      const entry = this.#entries.get(key);
      if (entry !== undefined && !isAlive(entry)) this.#forget(entry);
    }
  }

  /** The oldest tombstone gives way, else the oldest container without a cgroup, else the oldest. */
  #makeRoom(): void {
    const [buried] = this.#tombstones.keys();
    let victim = buried;
    if (victim === undefined) {
      for (const [key, entry] of this.#entries) {
        victim ??= key;
        if (entry.cgroups.size > 0) continue;
        victim = key;
        break;
      }
    }
    if (victim === undefined) return;
    this.#tombstones.delete(victim);
    const entry = this.#entries.get(victim);
    if (entry !== undefined) this.#forget(entry);
  }

  #forget(entry: ContainerEntry): void {
    this.#entries.delete(entry.key);
    this.#nested.delete(entry);
    this.#onForgotten(entry);
  }
}

/** Whether it has a cgroup, or runs without one: it may have been buried, and started again since. */
export function isAlive({ cgroups, init }: ContainerEntry): boolean {
  return cgroups.size > 0 || init !== undefined;
}

/** Name of the client that asks any runtime of Kubernetes. */
const CRI = "cri";

/** Kinds of containers in pods, by the runtime's own kind. */
const IN_POD: ReadonlyMap<OwnerKind, OwnerKind> = new Map([
  ["docker", "kubernetes-docker"],
  ["containerd", "kubernetes-containerd"],
  ["crio", "kubernetes-crio"],
]);

function kindInPod(kind: OwnerKind, { uid }: Pod): OwnerKind {
  return (uid === undefined ? undefined : IN_POD.get(kind)) ?? kind;
}

function idsOf(nesting: readonly NestingLevel[]): readonly string[] {
  return nesting.map((level) => level.containerId);
}

function podOf({ podUid }: Owner): Pick<Container, "pod"> {
  return podUid === undefined ? {} : { pod: { uid: podUid } };
}
