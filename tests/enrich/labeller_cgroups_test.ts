import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { CGROUPS_MAX } from "../../src/enrich/cgroup_table.ts";
import { event } from "../filter/labelled_events.ts";
import { settled } from "./fake_runtime.ts";
import { idOf, pathOf, World } from "./labeller_world.ts";

const HOST = "/system.slice/cron.service";

Deno.test("Labeller judges a container's cgroups again when it gets another name", () => {
  const world = new World();
  world.wants = (container) =>
    container === undefined
      ? "no"
      : container.name === undefined
      ? "maybe"
      : container.name === "web"
      ? "yes"
      : "no";
  world.cgroup(1, "create", pathOf("a"));
  world.cgroup(2, "create", `${pathOf("a")}/inner`);
  world.cgroup(3, "create", HOST);
  // Without a verdict a cgroup is delivered.
  const verdicts = () => [1, 2, 3].map((id) => world.verdicts.get(id) ?? "deliver");
  assertEquals(verdicts(), ["deliver", "deliver", "drop"]);
  world.name("a", "db");
  assertEquals(verdicts(), ["drop", "drop", "drop"]);
  world.name("a", "web");
  assertEquals(verdicts(), ["deliver", "deliver", "drop"]);
});

Deno.test("Labeller takes an id that is made again for another cgroup", () => {
  const world = new World();
  world.name("a", "web");
  world.name("b", "db");
  world.cgroup(1, "create", pathOf("a"));
  world.cgroup(1, "create", pathOf("b"));
  world.process(10, 1);
  world.cgroup(1, "create", HOST);
  world.process(11, 1);
  assertEquals(world.take(), ["exec 10 db ok", "exec 11 - -"]);
});

Deno.test("Labeller gives the host's processes no container", () => {
  const world = new World();
  world.cgroup(1, "seen", HOST);
  world.cgroup(2, "seen", "/");
  world.process(10, 1);
  world.process(11, 2);
  const owners = world.emitted.filter(({ event }) => event.kind === "exec")
    .map(({ cgroup }) => cgroup?.owner.kind);
  assertEquals(owners, ["systemd", "host"]);
  assertEquals(world.take(), ["exec 10 - -", "exec 11 - -"]);
});

Deno.test("Labeller passes on what has no known cgroup", () => {
  const world = new World();
  world.process(10, 99);
  const lost = event("lost");
  world.labeller.handle(lost);
  assertEquals(world.emitted.map(({ cgroup }) => cgroup), [undefined, undefined]);
  assertStrictEquals(world.emitted[1]?.event, lost);
  assertEquals(world.take(), ["exec 10 - -", "lost - -"]);
});

Deno.test("Labeller keeps the order of a process that moves between cgroups", () => {
  const world = new World();
  world.name("b", "db");
  world.cgroup(1, "create", pathOf("a"));
  world.cgroup(2, "create", pathOf("b"));
  world.cgroup(3, "seen", HOST);
  world.process(10, 1, "fork");
  world.process(10, 2, "exec");
  world.process(10, 3, "exec");
  world.process(10, 99, "exit");
  world.process(11, 2, "exec");
  assertEquals(world.take(), []);
  world.name("a", "web");
  assertEquals(world.take(), [
    "fork 10 web ok",
    "exec 10 db ok",
    "exec 10 - -",
    "exit 10 - -",
    "exec 11 db ok",
  ]);
});

Deno.test("Labeller keeps the order of a container one of whose processes came from one that waits", () => {
  const world = new World();
  world.name("b", "db");
  world.cgroup(1, "create", pathOf("a"));
  world.cgroup(2, "create", pathOf("b"));
  world.process(10, 1, "fork");
  world.process(10, 2, "exec");
  world.process(11, 2, "fork");
  world.process(12, 99, "exec");
  assertEquals(world.take(), ["exec 12 - -"]);
  world.name("a", "web");
  assertEquals(world.take(), ["fork 10 web ok", "exec 10 db ok", "fork 11 db ok"]);
  world.process(11, 2, "exec");
  assertEquals(world.take(), ["exec 11 db ok"]);
});

Deno.test("Labeller tells a process that was moved with its new cgroup", () => {
  const world = new World();
  world.name("a", "web");
  world.cgroup(1, "create", pathOf("a"));
  world.attach(10, 1);
  const { event, cgroup, container, label } = world.emitted[1] ?? {};
  assert(event?.kind === "cgroup" && event.action === "attach");
  assertEquals(event?.kind === "cgroup" ? event.path : "", pathOf("a"));
  assertEquals([cgroup?.path, container?.name, label], [pathOf("a"), "web", undefined]);
});

Deno.test("Labeller keeps a container's cgroup its own when it is renamed", () => {
  const world = new World();
  world.name("a", "web");
  world.cgroup(1, "create", pathOf("a"));
  world.cgroup(1, "rename", HOST);
  world.process(10, 1);
  const { cgroup, container } = world.emitted.at(-1) ?? {};
  assertEquals([cgroup?.path, cgroup?.owner.containerId], [HOST, idOf("a")]);
  assertEquals(container?.name, "web");
  world.cgroup(1, "rename", pathOf("b"));
  world.process(10, 1, "exit");
  assertEquals(world.take(), ["exec 10 web ok", "exit 10 web ok"]);
  assertEquals(world.labeller.containersSeen, 1);
});

Deno.test("Labeller judges a host cgroup anew when it is renamed", () => {
  const world = new World();
  world.name("a", "web");
  world.cgroup(1, "create", "/docker/tmp");
  world.cgroup(1, "rename", pathOf("a"));
  world.process(10, 1);
  assertEquals(world.take(), ["exec 10 web ok"]);
});

Deno.test("Labeller forgets a cgroup that was released, and the container a minute later", () => {
  const world = new World();
  world.name("a", "web");
  world.cgroup(1, "create", pathOf("a"));
  world.cgroup(2, "create", `${pathOf("a")}/inner`);
  const sizes = () => {
    const { cgroups, containers, held } = world.labeller.sizes;
    return { cgroups, containers, held };
  };
  assertEquals(sizes(), { cgroups: 2, containers: 1, held: 0 });
  world.cgroup(2, "remove", `${pathOf("a")}/inner`);
  world.cgroup(2, "release", `${pathOf("a")}/inner`);
  world.cgroup(1, "release", pathOf("a"));
  assertEquals(world.emitted.at(-1)?.container?.name, "web");
  assertEquals(sizes(), { cgroups: 0, containers: 1, held: 0 });
  world.pass(60_000);
  world.cgroup(3, "create", pathOf("b"));
  assertEquals(sizes(), { cgroups: 1, containers: 1, held: 0 });
  assertEquals(world.labeller.containersSeen, 2);
});

Deno.test("Labeller does not add a cgroup that it meets at its release", () => {
  const world = new World();
  world.name("a", "web");
  world.cgroup(1, "release", pathOf("a"));
  assertEquals(world.labeller.sizes.cgroups, 0);
  assertEquals([world.labeller.containersSeen, world.verdicts.size], [0, 0]);
});

Deno.test("Labeller has the kernel announce again a cgroup that gave way", () => {
  const world = new World();
  for (let id = 1; id <= CGROUPS_MAX + 1; id++) world.cgroup(id, "seen", HOST);
  assertEquals(world.labeller.sizes.cgroups, CGROUPS_MAX);
  assertEquals([...world.verdicts], [[1, "forget"]]);
});

Deno.test("Labeller asks anew for a container whose cgroup is made again, and only then", async () => {
  const world = new World();
  world.cgroup(1, "create", pathOf("a"));
  world.process(10, 1);
  world.process(10, 1);
  await settled();
  assertEquals(world.docker.asked.length, 1);
  await world.docker.answer(idOf("a"), { id: idOf("a"), name: "web" });
  world.cgroup(1, "release", pathOf("a"));
  world.pass(60_000);
  world.cgroup(2, "create", pathOf("b"));
  world.cgroup(3, "create", pathOf("a"));
  assertEquals(world.docker.asked, [idOf("a"), idOf("b"), idOf("a")]);
});
