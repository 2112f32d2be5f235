import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { ContainerRegistry, CONTAINERS_MAX } from "../../src/enrich/container_registry.ts";
import type { Owner } from "../../src/model/owner.ts";

const ID = "bb0c".padEnd(64, "0");
const TOMBSTONE_MS = 60_000;

function registry() {
  const clock = { now: 1000 };
  return { containers: new ContainerRegistry(() => clock.now), clock };
}

function owner(changes: Partial<Owner> = {}): Owner {
  return { kind: "docker", containerId: ID, nesting: [], ...changes };
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
  containers.fromRuntime("docker", "docker", { id: ID, name: "web", image: "nginx:1.27" });
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
  assertEquals(containers.get(ID)?.container.kind, "docker");
  containers.fromPath(ID, owner({ kind: "kubernetes-docker" }));
  assertEquals(containers.get(ID)?.container.kind, "kubernetes-docker");
});

Deno.test("ContainerRegistry takes the runtime's kind where the path said none", () => {
  const { containers } = registry();
  containers.fromPath(ID, owner({ kind: "unknown" }));
  containers.fromRuntime("docker", "docker", { id: ID, name: "web" });
  assertEquals(containers.get(ID)?.container.kind, "docker");
});

Deno.test("ContainerRegistry prefers the runtime's pod and keeps the path's", () => {
  const { containers } = registry();
  containers.fromPath(ID, owner({ podUid: "p-1" }));
  containers.fromRuntime("docker", "docker", { id: ID, name: "web" });
  assertEquals(containers.get(ID)?.container.pod, { uid: "p-1" });
  const pod = { uid: "p-1", name: "web-0", namespace: "shop", container: "nginx" };
  containers.fromRuntime("docker", "docker", { id: ID, name: "web", pod });
  containers.fromPath(ID, owner({ podUid: "p-1" }));
  assertEquals(containers.get(ID)?.container.pod, pod);
});

Deno.test("ContainerRegistry replaces a container's content and never changes it", () => {
  const { containers } = registry();
  const entry = containers.fromRuntime("docker", "docker", { id: ID, name: "web", image: "a" });
  const before = entry.container;
  containers.fromRuntime("docker", "docker", { id: ID, name: "shop" });
  assertEquals(before.name, "web");
  assertEquals(entry.container, {
    id: ID,
    kind: "docker",
    name: "shop",
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
  containers.bury(ID);
  clock.now += TOMBSTONE_MS - 1;
  containers.fromPath("b", owner({ containerId: "b" }));
  assertStrictEquals(containers.get(ID), entry);
  clock.now += 1;
  containers.fromPath("c", owner({ containerId: "c" }));
  assertEquals([containers.get(ID), containers.size], [undefined, 2]);
});

Deno.test("ContainerRegistry keeps a buried container while a cgroup is its own", () => {
  const { containers, clock } = registry();
  const entry = containers.fromPath(ID, owner());
  const cgroup = { hierarchy: 0, id: 5 };
  entry.cgroups.add(cgroup);
  containers.bury(ID);
  clock.now += TOMBSTONE_MS;
  containers.fromPath("b", owner({ containerId: "b" }));
  assertStrictEquals(containers.get(ID), entry);
  entry.cgroups.delete(cgroup);
  containers.bury(ID);
  clock.now += TOMBSTONE_MS;
  containers.fromPath("c", owner({ containerId: "c" }));
  assertEquals(containers.get(ID), undefined);
});

Deno.test("ContainerRegistry digs up a container that its runtime names again", () => {
  const { containers, clock } = registry();
  const entry = containers.fromRuntime("docker", "docker", { id: ID, name: "web" });
  containers.bury(ID);
  containers.fromRuntime("docker", "docker", { id: ID, name: "web" });
  clock.now += TOMBSTONE_MS;
  containers.bury("never seen");
  containers.fromPath("b", owner({ containerId: "b" }));
  assertStrictEquals(containers.get(ID), entry);
});

Deno.test("ContainerRegistry has a bound: tombstones go first, then the idle, then the oldest", () => {
  const { containers } = registry();
  for (let i = 0; i < CONTAINERS_MAX; i++) {
    const id = `${i}`;
    const entry = containers.fromPath(id, owner({ containerId: id }));
    if (i !== 2) entry.cgroups.add({ hierarchy: 0, id: i });
  }
  containers.bury("7");
  const next = (id: string) => containers.fromPath(id, owner({ containerId: id }));
  for (const [added, victim] of [["a", "7"], ["b", "2"]] as const) {
    assert(containers.get(victim) !== undefined);
    next(added).cgroups.add({ hierarchy: 1, id: 1 });
    assertEquals(containers.get(victim), undefined);
    assertEquals(containers.size, CONTAINERS_MAX);
  }
  next("c");
  assertEquals([containers.get("0"), containers.size], [undefined, CONTAINERS_MAX]);
});
