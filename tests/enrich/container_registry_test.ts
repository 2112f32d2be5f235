import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import {
  ContainerRegistry,
  CONTAINERS_MAX,
  TOMBSTONES_MAX,
} from "../../src/enrich/container_registry.ts";
import type { HelperClaim } from "../../src/enrich/helper/helper.ts";
import type { KnownHelper } from "../../src/enrich/helper_table.ts";
import type { Owner, OwnerKind } from "../../src/model/owner.ts";
import { containerEntry } from "./container_entry.ts";

const ID = "bb0c".padEnd(64, "0");
const TOMBSTONE_MS = 60_000;

function registry() {
  const clock = { now: 1000 };
  const forgotten: string[] = [];
  const containers = new ContainerRegistry(() => clock.now, ({ key }) => void forgotten.push(key));
  return { containers, clock, forgotten };
}

function owner(changes: Partial<Owner> = {}): Owner {
  return { kind: "docker", containerId: ID, nesting: [], ...changes };
}

function claim(changes: Partial<HelperClaim> = {}, uid = 0): KnownHelper {
  const said = { runtime: "podman", containerId: ID, startsProcesses: true, ...changes };
  const helper = { pid: 7, startTime: 1, uid, workingDirectory: "/", args: [], claim: said };
  return { helper, mountNamespace: 0 };
}

Deno.test("ContainerRegistry.fromPath() knows id, kind, pod and nesting, but no name", () => {
  const { containers } = registry();
  const nesting = [{ kind: "kubernetes", containerId: "outer" }] as const;
  const { container, cgroups, owesName, isStranger } = containers.fromPath(
    ID,
    owner({ kind: "docker", podUid: "p-1", nesting }),
  );
  assertEquals(container, { id: ID, kind: "docker", pod: { uid: "p-1" }, nesting: ["outer"] });
  assertEquals([cgroups.size, owesName, isStranger], [0, false, false]);
});

Deno.test("ContainerRegistry gives one entry to an id, whoever tells first", () => {
  const { containers } = registry();
  const byPath = containers.fromPath(ID, owner());
  assertStrictEquals(containers.fromRuntime("docker", "docker", { id: ID, name: "web" }), byPath);
  const other = containers.fromRuntime("docker", "docker", { id: "other", name: "db" });
  assertStrictEquals(containers.fromPath("other", owner({ containerId: "other" })), other);
  assertEquals(other.container.name, "db");
  assertEquals(containers.size, 2);
});

Deno.test("ContainerRegistry keeps what the path said of kind and nesting", () => {
  const { containers } = registry();
  const nesting = [{ kind: "docker", containerId: "outer" }] as const;
  const entry = containers.fromPath(ID, owner({ kind: "kubernetes-docker", nesting }));
  const told = { id: ID, name: "web", image: "nginx:1.27" };
  // Of a container of this id that is in none.
  containers.fromRuntime("docker", "docker", told);
  assertEquals(entry.container.name, undefined);
  containers.complete(entry, "docker", "docker", told);
  assertEquals(entry.container, {
    id: ID,
    kind: "kubernetes-docker",
    name: "web",
    image: "nginx:1.27",
    runtime: "docker",
    nesting: ["outer"],
  });
});

Deno.test("ContainerRegistry takes the kind from the path once it says one", () => {
  const { containers } = registry();
  const told = { id: ID, name: "web" };
  containers.fromRuntime("docker", "docker", told);
  containers.fromPath(ID, owner({ kind: "unknown" }));
  assertEquals(containers.get("docker", ID)?.container.kind, "docker");
  containers.fromPath(ID, owner({ kind: "kubernetes-docker" }));
  assertEquals(containers.get("docker", ID)?.container.kind, "kubernetes-docker");
});

Deno.test("ContainerRegistry takes the runtime's kind where the path said none", () => {
  const { containers } = registry();
  containers.fromPath(ID, owner({ kind: "unknown" }));
  containers.fromRuntime("docker", "docker", { id: ID, name: "web" });
  assertEquals(containers.get("docker", ID)?.container.kind, "docker");
});

Deno.test("ContainerRegistry prefers the runtime's pod and keeps the path's", () => {
  const { containers } = registry();
  containers.fromPath(ID, owner({ podUid: "p-1" }));
  containers.fromRuntime("docker", "docker", { id: ID, name: "web" });
  assertEquals(containers.get("docker", ID)?.container.pod, { uid: "p-1" });
  const pod = { uid: "p-1", name: "web-0", namespace: "shop", container: "nginx" };
  containers.fromRuntime("docker", "docker", { id: ID, name: "web", pod });
  containers.fromPath(ID, owner({ podUid: "p-1" }));
  assertEquals(containers.get("docker", ID)?.container.pod, pod);
});

Deno.test("ContainerRegistry replaces a container's content and never changes it", () => {
  const { containers } = registry();
  const entry = containers.fromRuntime("docker", "docker", { id: ID, name: "web", image: "a" });
  const before = entry.container;
  containers.fromRuntime("docker", "docker", { id: ID, name: "shop" });
  assertEquals(before.name, "web");
  // What a runtime leaves out stays as it was known.
  assertEquals(entry.container, {
    id: ID,
    kind: "docker",
    name: "shop",
    image: "a",
    runtime: "docker",
    nesting: [],
  });
});

Deno.test("ContainerRegistry no longer calls a container strange that a runtime knows", () => {
  const { containers } = registry();
  const entry = containers.fromPath(ID, owner());
  entry.isStranger = true;
  containers.fromRuntime("docker", "docker", { id: ID, name: "web" });
  assertEquals(entry.isStranger, false);
});

Deno.test("ContainerRegistry keeps a buried container for its last events, then lets it go", () => {
  const { containers, clock } = registry();
  const entry = containers.fromRuntime("docker", "docker", { id: ID, name: "web" });
  containers.bury(entry);
  clock.now += TOMBSTONE_MS - 1;
  containers.fromPath("b", owner({ containerId: "b" }));
  assertStrictEquals(containers.get("docker", ID), entry);
  clock.now += 1;
  containers.fromPath("c", owner({ containerId: "c" }));
  assertEquals([containers.get("docker", ID), containers.size], [undefined, 2]);
});

Deno.test("ContainerRegistry keeps a buried container while a cgroup is its own", () => {
  const { containers, clock } = registry();
  const entry = containers.fromPath(ID, owner());
  const cgroup = { hierarchy: 0, id: 5 };
  entry.cgroups.add(cgroup);
  containers.bury(entry);
  clock.now += TOMBSTONE_MS;
  containers.fromPath("b", owner({ containerId: "b" }));
  assertStrictEquals(containers.get("docker", ID), entry);
  entry.cgroups.delete(cgroup);
  containers.bury(entry);
  clock.now += TOMBSTONE_MS;
  containers.fromPath("c", owner({ containerId: "c" }));
  assertEquals(containers.get("docker", ID), undefined);
});

Deno.test("ContainerRegistry digs up a container that its runtime names again", () => {
  const { containers, clock } = registry();
  const entry = containers.fromRuntime("docker", "docker", { id: ID, name: "web" });
  containers.bury(entry);
  containers.fromRuntime("docker", "docker", { id: ID, name: "web" });
  clock.now += TOMBSTONE_MS;
  containers.bury(containerEntry("never seen"));
  containers.fromPath("b", owner({ containerId: "b" }));
  assertStrictEquals(containers.get("docker", ID), entry);
});

Deno.test("ContainerRegistry has a bound: tombstones go first, then the idle, then the oldest", () => {
  const { containers } = registry();
  for (let i = 0; i < CONTAINERS_MAX; i++) {
    const id = `${i}`;
    const entry = containers.fromPath(id, owner({ containerId: id }));
    if (i !== 2) entry.cgroups.add({ hierarchy: 0, id: i });
  }
  containers.bury(containers.fromPath("7", owner({ containerId: "7" })));
  const next = (id: string) => containers.fromPath(id, owner({ containerId: id }));
  for (const [added, victim] of [["a", "7"], ["b", "2"]] as const) {
    assert(containers.get("docker", victim) !== undefined);
    next(added).cgroups.add({ hierarchy: 1, id: 1 });
    assertEquals(containers.get("docker", victim), undefined);
    assertEquals(containers.size, CONTAINERS_MAX);
  }
  next("c");
  assertEquals([containers.get("docker", "0"), containers.size], [undefined, CONTAINERS_MAX]);
});

Deno.test("ContainerRegistry keeps apart two runtimes' containers whose ids are names", () => {
  const { containers } = registry();
  const box = (kind: OwnerKind) => containers.fromPath("box", owner({ kind, containerId: "box" }));
  const [lxc, nspawn] = [box("lxc"), box("nspawn")];
  assertNotStrictEquals(lxc, nspawn);
  containers.fromRuntime("lxc", "lxc", { id: "box", name: "box", state: "running" });
  assertEquals([lxc.container.state, nspawn.container.state], ["running", undefined]);
  assertStrictEquals(containers.get("nspawn", "box"), nspawn);
  assertEquals(containers.get("docker", "box"), undefined);
});

Deno.test("ContainerRegistry.complete() merges pods, and digs up what was buried", () => {
  const { containers, clock } = registry();
  const entry = containers.fromPath(ID, owner({ kind: "kubernetes", podUid: "p-1" }));
  containers.bury(entry);
  const pod = { name: "web-0", namespace: "shop" };
  containers.complete(entry, "containerd", "containerd", { id: "other", name: "web", pod });
  assertEquals(entry.container, {
    id: ID,
    kind: "kubernetes",
    name: "web",
    runtime: "containerd",
    pod: { uid: "p-1", ...pod },
    nesting: [],
  });
  clock.now += TOMBSTONE_MS;
  containers.fromPath("b", owner({ containerId: "b" }));
  assertStrictEquals(containers.get("kubernetes", ID), entry);
});

Deno.test("ContainerRegistry.fromClaim() notes the name, and does not take it for the runtime's", () => {
  const { containers } = registry();
  const byPath = containers.fromPath(ID, owner({ kind: "podman" }));
  assertStrictEquals(containers.fromClaim(claim({ name: "web" }), "podman", ID), byPath);
  assertEquals([byPath.claimedName, byPath.container.name], ["web", undefined]);
  // runc is told no name: what conmon said before stands.
  containers.fromClaim(claim(), "podman", ID);
  assertEquals(byPath.claimedName, "web");
});

Deno.test("ContainerRegistry.fromClaim() lets no user speak of another's container", () => {
  const { containers } = registry();
  const roots = containers.fromPath(ID, owner({ kind: "podman" }));
  const users = [1000, 1001].map((uid) =>
    containers.fromClaim(claim({ name: "evil" }, uid), "podman", ID)
  );
  assertEquals(new Set([roots, ...users]).size, 3);
  assertEquals(roots.claimedName, undefined);
  assertStrictEquals(containers.get("podman", ID), roots);
  const again = containers.fromClaim(claim({}, 1000), "podman", ID);
  assertStrictEquals(again, users[0]);
});

Deno.test("ContainerRegistry.fromClaim() tells containers of two state folders apart", () => {
  const { containers } = registry();
  const of = (stateFolder: string, id: string) =>
    containers.fromClaim(claim({ stateFolder }), "unknown", id);
  assertNotStrictEquals(of("/run/runc", "web"), of("/tmp/runc", "web"));
  assertStrictEquals(of("/run/runc", "web"), of("/run/runc", "web"));
  // A unique id is one container wherever its state lies.
  assertStrictEquals(of("/run/runc", ID), of("/tmp/runc", ID));
});

Deno.test("ContainerRegistry tells of what it forgets, and keeps what was started again", () => {
  const { containers, clock, forgotten } = registry();
  const [gone, again] = ["gone", "again"].map((id) => {
    const entry = containers.fromPath(id, owner({ containerId: id }));
    containers.bury(entry);
    return entry;
  });
  if (again !== undefined) again.init = { pid: 7, startTime: 1 };
  clock.now += TOMBSTONE_MS;
  containers.fromPath(ID, owner());
  assertEquals([forgotten, containers.size], [[gone?.key], 2]);
});

Deno.test("ContainerRegistry keeps at most so many tombstones", () => {
  const { containers } = registry();
  for (let i = 0; i <= TOMBSTONES_MAX; i++) {
    const id = `${i}`;
    containers.bury(containers.fromPath(id, owner({ containerId: id })));
  }
  assertEquals(containers.size, TOMBSTONES_MAX);
  assertEquals(containers.get("docker", "0"), undefined);
});

Deno.test("ContainerRegistry buries no container that gave way, nor its successor for it", () => {
  const { containers, clock } = registry();
  const first = containers.fromPath(ID, owner());
  containers.bury(first);
  clock.now += TOMBSTONE_MS;
  containers.fromPath("b", owner({ containerId: "b" }));
  const second = containers.fromPath(ID, owner());
  assertNotStrictEquals(first, second);
  containers.bury(first);
  clock.now += TOMBSTONE_MS;
  containers.fromPath("c", owner({ containerId: "c" }));
  assertStrictEquals(containers.get("docker", ID), second);
});

Deno.test("ContainerRegistry lets the CRI say nothing of the runtime that told before", () => {
  const { containers } = registry();
  const entry = containers.fromPath(ID, owner({ kind: "kubernetes", podUid: "p-1" }));
  containers.complete(entry, "cri", "kubernetes", { id: ID, name: "web" });
  assertEquals([entry.container.runtime, entry.container.kind], ["cri", "kubernetes"]);
  containers.complete(entry, "containerd", "containerd", { id: ID, name: "web" });
  containers.complete(entry, "cri", "kubernetes", { id: ID, name: "web" });
  // The path told the kind, which stands.
  assertEquals([entry.container.runtime, entry.container.kind], ["containerd", "kubernetes"]);
});

Deno.test("ContainerRegistry tells containers the names of those around them, whichever comes first", () => {
  const { containers } = registry();
  const inner = containers.fromPath(
    "e".repeat(64),
    owner({ containerId: "e".repeat(64), nesting: [{ kind: "docker", containerId: ID }] }),
  );
  const outer = containers.fromPath(ID, owner());
  assertEquals(inner.container.around, undefined);
  containers.complete(outer, "docker", "docker", { id: ID, name: "web" });
  assertEquals([...containers.within(outer)], [inner]);
  assertEquals(inner.container.around, ["web"]);
  const later = containers.fromPath(
    "f".repeat(64),
    owner({ containerId: "f".repeat(64), nesting: [{ kind: "docker", containerId: ID }] }),
  );
  assertEquals(later.container.around, ["web"]);
  assertEquals([...containers.within(inner)], []);
});
