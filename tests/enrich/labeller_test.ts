import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { HELD_MAX } from "../../src/enrich/hold.ts";
import { event } from "../filter/labelled_events.ts";
import { settled } from "./fake_runtime.ts";
import { HIERARCHY } from "./fake_kernel.ts";
import { idOf, pathOf, WAIT_MS, World } from "./labeller_world.ts";
import { TICK_MS } from "../../src/enrich/waking_clock.ts";

Deno.test("Labeller labels at once what has a name", () => {
  const world = new World();
  world.name("a", "web");
  world.cgroup(1, "create", pathOf("a"));
  const exec = world.process(10, 1);
  const [, labelled] = world.emitted;
  assertStrictEquals(labelled?.event, exec);
  assertEquals(labelled?.label, "ok");
  assertEquals(labelled?.container, {
    id: idOf("a"),
    kind: "docker",
    name: "web",
    image: "web:1",
    runtime: "docker",
    nesting: [],
  });
  assertEquals(labelled?.cgroup?.path, pathOf("a"));
  assertEquals(world.docker.asked, []);
  assertEquals([world.labeller.deadline, world.labeller.isWaiting], [undefined, false]);
});

Deno.test("Labeller holds events until the name comes, and keeps their order", () => {
  const world = new World();
  world.cgroup(1, "create", pathOf("a"));
  world.process(10, 1, "fork");
  world.process(10, 1, "exec");
  world.process(11, 1, "fork");
  world.process(10, 1, "exit");
  assertEquals(world.take(), []);
  assertEquals(world.labeller.sizes.held, 4);
  assertEquals([world.labeller.deadline, world.labeller.isWaiting], [world.now + TICK_MS, true]);
  world.pass(WAIT_MS - 1);
  world.name("a", "web");
  assertEquals(world.take(), [
    "fork 10 web ok",
    "exec 10 web ok",
    "fork 11 web ok",
    "exit 10 web ok",
  ]);
  world.process(11, 1, "exit");
  assertEquals(world.take(), ["exit 11 web ok"]);
  assertEquals([world.labeller.deadline, world.labeller.sizes.held], [undefined, 0]);
});

Deno.test("Labeller marks what waited in vain as late, and tells the name when it comes", () => {
  const world = new World();
  world.cgroup(1, "create", pathOf("a"));
  world.process(10, 1);
  world.pass(WAIT_MS);
  world.process(10, 1, "exit");
  assertEquals(world.take(), ["exec 10 aa late", "exit 10 aa late"]);
  world.name("a", "web");
  const told = world.emitted[0];
  assertEquals(told?.event, { kind: "container", action: "label", time: world.now * 1e6 });
  assertEquals(told?.cgroup?.id, 1);
  assertEquals(world.take(), ["container web ok"]);
  world.name("a", "web");
  world.process(11, 1);
  assertEquals(world.take(), ["exec 11 web ok"]);
});

Deno.test("Labeller asks the runtime for a container that it was not told of", async () => {
  const world = new World();
  world.cgroup(1, "seen", pathOf("a"));
  world.process(10, 1);
  assertEquals(world.docker.asked, [idOf("a")]);
  await world.docker.answer(idOf("a"), { id: idOf("a"), name: "web" });
  assertEquals(world.take(), ["exec 10 web ok"]);
});

Deno.test("Labeller does not wait for a container that the runtime does not know", async () => {
  const world = new World();
  world.cgroup(1, "seen", pathOf("a"));
  world.process(10, 1);
  await world.docker.answer(idOf("a"), "none");
  world.process(10, 1, "exit");
  assertEquals(world.take(), ["exec 10 aa unknown", "exit 10 aa unknown"]);
  world.name("a", "web");
  world.process(11, 1);
  assertEquals(world.take(), ["container web ok", "exec 11 web ok"]);
});

Deno.test("Labeller waits on for a runtime that did not answer", async () => {
  const world = new World();
  world.cgroup(1, "seen", pathOf("a"));
  world.process(10, 1);
  await world.docker.answer(idOf("a"), "no answer");
  assertEquals(world.take(), []);
  world.name("a", "web");
  assertEquals(world.take(), ["exec 10 web ok"]);
});

Deno.test("Labeller keeps a name that came while the answer was on its way", async () => {
  const world = new World();
  world.cgroup(1, "create", pathOf("a"));
  world.name("a", "web");
  await world.docker.answer(idOf("a"), "none");
  world.process(10, 1);
  assertEquals(world.take(), ["exec 10 web ok"]);
});

Deno.test("Labeller waits no longer than need be for a runtime that is down, and tells names once it is up", async () => {
  const world = new World();
  world.docker.listener.state("down", "no socket");
  world.cgroup(1, "seen", pathOf("a"));
  world.process(10, 1);
  // Its files may tell.
  assertEquals(world.docker.asked, [idOf("a")]);
  await world.docker.answer(idOf("a"), "no answer");
  assertEquals(world.take(), ["exec 10 aa unknown"]);
  world.process(10, 1, "exit");
  assertEquals(world.take(), ["exit 10 aa unknown"]);
  world.docker.listener.state("up");
  world.name("a", "web");
  assertEquals(world.take(), ["container web ok"]);
});

Deno.test("Labeller waits for no container of a runtime that nobody asks", () => {
  const world = new World();
  world.cgroup(1, "seen", `/lxc.payload.box/init.scope`);
  world.process(10, 1);
  assertEquals(world.take(), ["exec 10 bo unknown"]);
});

Deno.test("Labeller gives later events the new name of a container that was renamed", () => {
  const world = new World();
  world.name("a", "web");
  world.cgroup(1, "create", pathOf("a"));
  world.process(10, 1);
  const before = world.emitted.at(-1)?.container;
  world.name("a", "shop");
  world.process(10, 1, "exit");
  assertEquals(before?.name, "web");
  assertNotStrictEquals(world.emitted.at(-1)?.container, before);
  assertEquals(world.take(), ["exec 10 web ok", "exit 10 shop ok"]);
});

Deno.test("Labeller never gives a container the name that another one had before it", () => {
  const world = new World();
  world.name("a", "web");
  world.cgroup(1, "create", pathOf("a"));
  world.process(10, 1);
  world.cgroup(1, "release", pathOf("a"));
  world.docker.listener.removed(idOf("a"));
  world.name("b", "web");
  world.cgroup(2, "create", pathOf("b"));
  world.process(11, 2);
  world.name("a", "old");
  world.process(11, 2, "exit");
  const ids = world.emitted.filter(({ event }) => event.kind !== "cgroup")
    .map(({ container }) => container?.id);
  assertEquals(ids, [idOf("a"), idOf("b"), idOf("b")]);
  assertEquals(world.take(), ["exec 10 web ok", "exec 11 web ok", "exit 11 web ok"]);
});

Deno.test("Labeller lets the longest wait end early when too many events wait", () => {
  const world = new World();
  world.cgroup(1, "create", pathOf("a"));
  world.cgroup(2, "create", pathOf("b"));
  world.process(9, 2);
  const waiting = event("exec", { process: { pid: 10, cgroup: { hierarchy: HIERARCHY, id: 1 } } });
  for (let i = 1; i < HELD_MAX; i++) world.labeller.handle(waiting);
  assertEquals([world.labeller.sizes.held, world.take().length], [HELD_MAX, 0]);
  world.labeller.handle(waiting);
  assertEquals(world.take(), ["exec 9 bb late"]);
  assertEquals(world.labeller.sizes.held, HELD_MAX);
  // The next one to give way is its own container's wait: then it need not wait any more either.
  world.labeller.handle(waiting);
  assertEquals(world.take().length, HELD_MAX + 1);
  assertEquals(world.labeller.sizes.held, 0);
});

Deno.test("Labeller does not count time in which ctrack was held up as a wait", async () => {
  const world = new World();
  world.cgroup(1, "create", pathOf("a"));
  world.process(10, 1);
  await settled();
  world.now += 100 * WAIT_MS;
  world.labeller.expire();
  assertEquals(world.take(), []);
  await world.docker.answer(idOf("a"), { id: idOf("a"), name: "web" });
  assertEquals(world.take(), ["exec 10 web ok"]);
});

Deno.test("Labeller does not count the time that it takes to read what has piled up", async () => {
  const world = new World();
  world.cgroup(1, "create", pathOf("a"));
  await settled();
  for (let i = 0; i < 100; i++) {
    world.process(10, 1);
    world.now += WAIT_MS;
  }
  world.labeller.expire();
  assertEquals(world.take(), []);
  await world.docker.answer(idOf("a"), { id: idOf("a"), name: "web" });
  assertEquals(new Set(world.take()), new Set(["exec 10 web ok"]));
});

Deno.test("Labeller waits for an image that is about to be told, and no longer than it may", async () => {
  const world = new World();
  const partial = { name: "web", isPartial: true };
  for (const [digit, id] of [["a", 1], ["b", 2]] as const) {
    world.cgroup(id, "create", pathOf(digit));
    world.process(10 + id, id);
    await settled();
    await world.docker.answer(idOf(digit), { ...partial, id: idOf(digit) });
    world.process(10 + id, id, "exit");
  }
  world.docker.listener.update({ id: idOf("a"), name: "web", state: "running" });
  assertEquals(world.take(), []);
  world.docker.listener.update({ id: idOf("a"), name: "web", image: "web:1" });
  const images = world.emitted.flatMap(({ event, container }) =>
    event.kind === "cgroup" ? [] : [container?.image]
  );
  assertEquals(images, ["web:1", "web:1"]);
  assertEquals(world.take(), ["exec 11 web ok", "exit 11 web ok"]);
  world.pass(WAIT_MS);
  assertEquals(world.take(), ["exec 12 web ok", "exit 12 web ok"]);
});

Deno.test("Labeller takes no half an answer for a name that was told meanwhile", async () => {
  const world = new World();
  world.cgroup(1, "create", pathOf("a"));
  await settled();
  world.name("a", "renamed");
  await world.docker.answer(idOf("a"), { id: idOf("a"), name: "web", isPartial: true });
  world.process(10, 1);
  assertEquals(world.take(), ["exec 10 renamed ok"]);
});

Deno.test("Labeller lets everything go by force", () => {
  const world = new World();
  world.cgroup(1, "create", pathOf("a"));
  world.cgroup(2, "create", pathOf("b"));
  world.process(10, 1);
  world.process(11, 2);
  world.labeller.expire();
  assertEquals(world.take(), []);
  world.labeller.expire(true);
  assertEquals(world.take(), ["exec 10 aa late", "exec 11 bb late"]);
});
