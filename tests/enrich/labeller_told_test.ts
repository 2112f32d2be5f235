/** What the labeller makes of helpers' words, of runtimes' events, and of events that nobody asked for. */
import { assertEquals } from "@std/assert";
import type { Event } from "../../src/model/event.ts";
import { event } from "../filter/labelled_events.ts";
import { HIERARCHY } from "./fake_kernel.ts";
import { FakeRuntime } from "./fake_runtime.ts";
import { BOOT, idOf, pathOf, World } from "./labeller_world.ts";
import { runcCreate, startConmon, startShim } from "./runtime_stages.ts";

const PODMAN = { id: idOf("c"), cgroup: 5, mounts: 600 };
const PODMANS_PATH = `/libpod_parent/libpod-${PODMAN.id}`;

Deno.test("Labeller takes the name of a helper's command line where no runtime tells one", () => {
  const world = new World();
  const conmon = startConmon(world.kernel, PODMAN.id, "db");
  world.kernel.mkdir(5, PODMANS_PATH);
  runcCreate(conmon, PODMAN).exec("sh");
  assertEquals(world.take().at(-1), "exec 7 db ok");
  assertEquals(world.labeller.sizes.held, 0);
});

Deno.test("Labeller prefers the runtime's word to a helper's, and waits for it", async () => {
  const podman = new FakeRuntime("podman", ["podman"]);
  const world = new World([podman]);
  const conmon = startConmon(world.kernel, PODMAN.id, "db");
  world.kernel.mkdir(5, PODMANS_PATH);
  const init = runcCreate(conmon, PODMAN).exec("sh");
  assertEquals(world.labeller.sizes.held, 3);
  await podman.answer(PODMAN.id, { id: PODMAN.id, name: "renamed", image: "db:1" });
  assertEquals(world.take().at(-1), `exec ${init.pid} renamed ok`);
});

Deno.test("Labeller falls back on a helper's word once its runtime does not know the container", async () => {
  for (const answer of ["none", "no answer"] as const) {
    const podman = new FakeRuntime("podman", ["podman"]);
    const world = new World([podman]);
    const conmon = startConmon(world.kernel, PODMAN.id, "db");
    world.kernel.mkdir(5, PODMANS_PATH);
    const init = runcCreate(conmon, PODMAN).exec("sh");
    await podman.answer(PODMAN.id, answer);
    assertEquals(world.take().at(-1), `exec ${init.pid} db ok`);
    podman.listener.update({ id: PODMAN.id, name: "better" });
    init.exec("ls");
    assertEquals(world.take(), [`exec ${init.pid} better ok`]);
  }
});

Deno.test("Labeller takes a helper's word that comes after its container", () => {
  const world = new World();
  const { kernel } = world;
  kernel.asked = new Set(["exec", "exit", "process"]);
  kernel.hold();
  const conmon = startConmon(kernel, PODMAN.id, "db");
  kernel.mkdir(5, PODMANS_PATH, true);
  const init = runcCreate(conmon, PODMAN).exec("sh");
  kernel.forget();
  // Pids have turned around: the container's is smaller than its conmon's.
  kernel.snapshot([init, conmon]);
  init.exec("ls");
  assertEquals(world.take(), [
    `process ${init.pid} cc unknown`,
    "container db ok",
    `process ${conmon.pid} - -`,
    `exec ${init.pid} db ok`,
  ]);
});

Deno.test("Labeller takes no user's word for the name of a container with a cgroup", () => {
  const world = new World();
  startConmon(world.kernel, PODMAN.id, "evil", 1000);
  world.kernel.mkdir(5, PODMANS_PATH);
  world.process(10, 5);
  assertEquals(world.take().at(-1), "exec 10 cc unknown");
});

Deno.test("Labeller tells what happened to a container, at the runtime's time", () => {
  const world = new World();
  world.name("a", "web");
  world.cgroup(1, "create", pathOf("a"));
  world.take();
  const happening = { action: "die", epochTime: BOOT + 5_000_000_007n, exitCode: 137 } as const;
  world.docker.listener.happened(idOf("a"), happening);
  const { event, cgroup, container, label, role } = world.emitted[0] ?? {};
  assertEquals(event, { kind: "container", action: "die", time: 5_000_000_007, happening });
  assertEquals([cgroup?.id, container?.name, label, role], [1, "web", "ok", undefined]);
  // Before the boot, as of a container that was made long ago.
  world.docker.listener.happened(idOf("a"), { action: "create", epochTime: BOOT - 1n });
  assertEquals(world.emitted[1]?.event.time, -1);
});

Deno.test("Labeller tells what happened to a container of which it knows the id alone", () => {
  const world = new World();
  world.docker.listener.happened(idOf("b"), { action: "destroy", epochTime: BOOT });
  const [told] = world.emitted;
  const { cgroup, container, label } = told ?? {};
  assertEquals([cgroup, label], [undefined, "unknown"]);
  assertEquals(container, { id: idOf("b"), kind: "docker", runtime: "docker", nesting: [] });
  assertEquals(world.labeller.sizes.containers, 0);
});

Deno.test("Labeller names a container that was removed in what happens after", () => {
  const world = new World();
  world.name("a", "web");
  world.docker.listener.removed(idOf("a"));
  world.docker.listener.happened(idOf("a"), { action: "destroy", epochTime: BOOT });
  assertEquals(world.take(), ["container web ok"]);
});

Deno.test("Labeller learns from events that nobody asked for, and passes none of them on", () => {
  const world = new World();
  world.name("a", "web");
  const { kernel } = world;
  kernel.asked = new Set();
  kernel.mkdir(1, pathOf("a"));
  const shim = startShim(kernel, idOf("a"));
  const web = { id: idOf("a"), cgroup: 1, mounts: 500 };
  const init = runcCreate(shim, web).exec("sh");
  kernel.snapshot([shim, init]);
  assertEquals(world.emitted.map(({ event }) => event.kind), ["cgroup", "cgroup"]);
  const { helpers, mounts, held } = world.labeller.sizes;
  assertEquals([helpers !== 0, mounts, held], [true, 1, 0]);
  kernel.asked = new Set(["exec"]);
  kernel.init.fork().enter(500).exec("ps");
  assertEquals(world.roles().map((line) => line.split(" ").slice(2).join(" ")), ["ps web entered"]);
});

Deno.test("Labeller holds nothing for events that nobody asked for", () => {
  const world = new World();
  world.cgroup(1, "create", pathOf("a"));
  const key = { hierarchy: HIERARCHY, id: 1 };
  for (const kind of ["exec", "process"] as const) {
    const told = event(kind, { process: { pid: 10, cgroup: key } });
    world.labeller.handle({ ...told, forLabels: true } as Event);
  }
  assertEquals(world.labeller.sizes.held, 0);
  world.name("a", "web");
  assertEquals(world.take(), []);
});

Deno.test("Labeller forgets a helper at its end, and one that has become another program", () => {
  const world = new World();
  const helpers = () => world.labeller.sizes["helpers"];
  const shim = startShim(world.kernel, idOf("a"));
  const other = startShim(world.kernel, idOf("b"));
  assertEquals(helpers(), 2);
  shim.exit();
  assertEquals(helpers(), 1);
  other.exec("bash");
  assertEquals(helpers(), 0);
});
