import { assertEquals } from "@std/assert";
import { MOUNTS_MAX } from "../../src/enrich/mounts_table.ts";
import { FakeRuntime } from "./fake_runtime.ts";
import type { Task } from "./fake_kernel.ts";
import { idOf, pathOf, World } from "./labeller_world.ts";
import {
  crunCreate,
  crunExec,
  nspawn,
  runcCreate,
  runcExec,
  startConmon,
  startShim,
} from "./runtime_stages.ts";

const M = 500;
/** Mount namespace that podman makes for a user. */
const USERS = 300;
const WEB = { id: idOf("a"), cgroup: 1, mounts: M };
const BARE = { id: idOf("c"), mounts: 600 };

/** A world with podman, and the container `web` of Docker that nothing was started in. */
function setUp() {
  const podman = new FakeRuntime("podman", ["podman"]);
  const world = new World([podman]);
  world.name("a", "web");
  world.kernel.mkdir(1, pathOf("a"));
  return { world, podman, kernel: world.kernel, host: world.kernel.init };
}

/** Where each program of these names was, as `command name role`. */
function placesOf(world: World, ...commands: string[]): string[] {
  return world.roles().map((line) => line.split(" "))
    .filter(([kind, , command = ""]) => kind === "exec" && commands.includes(command))
    .map(([, , ...rest]) => rest.join(" "));
}

/** A service with a mount namespace of its own. */
function service(world: World, mounts: number, command = "daemon"): Task {
  return world.kernel.init.fork().enter(mounts).exec(command);
}

Deno.test("Locator goes by the cgroup before all", () => {
  const { world, kernel } = setUp();
  world.name("b", "db");
  kernel.mkdir(2, pathOf("b"));
  const shim = startShim(kernel, WEB.id);
  runcCreate(shim, WEB).exec("sh");
  const other = runcCreate(startShim(kernel, idOf("b")), { id: idOf("b"), cgroup: 2, mounts: 700 })
    .exec("sh");
  // Of one container by its cgroup, in the other's mounts.
  other.fork().enter(M).exec("ls");
  assertEquals(placesOf(world, "sh", "ls"), ["sh web init", "sh db init", "ls db entered"]);
});

Deno.test("Locator takes namespaces that nobody claims for the host's: unshare, bwrap, services", () => {
  const { world, kernel, host } = setUp();
  runcCreate(startShim(kernel, WEB.id), WEB).exec("sh");
  service(world, 800).fork().exec("worker");
  host.fork().exec("bwrap").enter(801).exec("app").fork().enter(802).exec("firejail");
  assertEquals(placesOf(world, "daemon", "worker", "app", "firejail"), [
    "daemon - -",
    "worker - -",
    "app - -",
    "firejail - -",
  ]);
});

Deno.test("Locator finds a rootless container without a cgroup by its conmon", async () => {
  const { world, podman, kernel } = setUp();
  const conmon = startConmon(kernel, BARE.id, "db", 1000, USERS);
  crunCreate(conmon, BARE).exec("postgres").fork().exec("ls");
  crunExec(conmon, BARE).exec("psql");
  assertEquals(podman.asked, [BARE.id]);
  await podman.answer(BARE.id, { id: BARE.id, name: "db", image: "postgres:16" });
  assertEquals(world.emitted.at(-1)?.container?.image, "postgres:16");
  // podman and conmon have a namespace of their own, which is no container's.
  assertEquals(placesOf(world, "podman", "conmon", "postgres", "ls", "psql"), [
    "podman - -",
    "conmon - runtime",
    "postgres db init",
    "ls db child",
    "psql db exec",
  ]);
});

Deno.test("Locator has the names that a user's podman tells later: of that user's container alone", async () => {
  const { world, podman, kernel } = setUp();
  const conmon = startConmon(kernel, BARE.id, "db", 1000, USERS);
  const init = crunCreate(conmon, BARE).exec("postgres");
  await podman.answer(BARE.id, { id: BARE.id, name: "db" });
  podman.listener.update({ id: BARE.id, name: "lie", ofUser: 1001 });
  init.fork().exec("ls");
  podman.listener.update({ id: BARE.id, name: "renamed", ofUser: 1000 });
  init.fork().exec("id");
  assertEquals(placesOf(world, "ls", "id"), ["ls db child", "id renamed child"]);
});

Deno.test("Locator finds a container without a cgroup by its runc", () => {
  const { world, host } = setUp();
  const shell = host.fork().exec("bash");
  const runc = shell.fork().exec("runc", ["runc", "run", "job"]);
  const stage = runc.fork().exec("exe", ["/proc/self/exe", "init"]).exec("runc", ["runc", "init"]);
  const child = stage.rename("runc:[0:PARENT]").fork({ isSibling: true }).enter(M);
  const init = child.rename("runc:[1:CHILD]").fork({ isSibling: true, vpid: 1 });
  child.exit();
  stage.exit();
  init.exec("make").fork().exec("cc");
  const { inner } = runcExec(shell, { id: "job", mounts: M });
  inner.exec("ps");
  assertEquals(placesOf(world, "bash", "runc", "exe", "make", "cc", "ps"), [
    "bash - -",
    "runc - runtime",
    "exe - -",
    "runc - -",
    "make job init",
    "cc job child",
    "runc - runtime",
    "exe - -",
    "runc - -",
    "ps job exec",
  ]);
});

Deno.test("Locator finds a container of systemd-nspawn, whose cgroup says nothing", () => {
  const { world, kernel, host } = setUp();
  kernel.mkdir(7, "/payload");
  nspawn(host, { id: "box", cgroup: 7, mounts: M }).exec("init").fork().exec("agetty");
  assertEquals(placesOf(world, "systemd-nspawn", "init", "agetty"), [
    "systemd-nspawn - runtime",
    "init box init",
    "agetty box child",
  ]);
});

Deno.test("Locator finds a helper above a parent that is none, by /proc", () => {
  const { world, kernel } = setUp();
  const conmon = startConmon(kernel, BARE.id, "db");
  const init = crunCreate(conmon, BARE);
  // Nobody saw the first program start: the first that is told is two generations down.
  kernel.hold();
  const shell = init.exec("sh").fork();
  kernel.drop();
  shell.exec("ls");
  world.pass(1000);
  assertEquals(placesOf(world, "ls"), ["ls db child"]);
});

Deno.test("Locator takes namespaces made in a container without a cgroup for the container's", () => {
  const { world, podman, kernel } = setUp();
  podman.listener.update({ id: BARE.id, name: "db" });
  const init = crunCreate(startConmon(kernel, BARE.id, "db"), BARE).exec("sh");
  init.fork().enter(601).exec("bwrap").fork().enter(602).exec("ls");
  assertEquals(placesOf(world, "sh", "bwrap", "ls"), [
    "sh db init",
    "bwrap db child",
    "ls db child",
  ]);
});

Deno.test("Locator takes a namespace that was made inside for no new start of its container", () => {
  const { world, podman, kernel } = setUp();
  podman.listener.update({ id: BARE.id, name: "db" });
  const init = crunCreate(startConmon(kernel, BARE.id, "db"), BARE).exec("sh");
  // Who made it did nothing that anybody saw.
  init.fork().enter(601).fork().exec("ls");
  kernel.init.fork().enter(BARE.mounts).exec("ps");
  init.exit();
  crunCreate(startConmon(kernel, BARE.id, "db"), { ...BARE, mounts: 610 }).exec("sh");
  assertEquals(placesOf(world, "sh", "ls", "ps"), [
    "sh db init",
    "ls db child",
    "ps db entered",
    "sh db init",
  ]);
  assertEquals(world.labeller.containersSeen, 3);
});

Deno.test("Locator takes a helper's own namespace for none of its container, though it was forgotten", () => {
  const { world, kernel } = setUp();
  const conmon = startConmon(kernel, BARE.id, "db", 1000, USERS);
  const other = service(world, 800);
  for (let i = 0; i < MOUNTS_MAX; i++) other.enter(1000 + i).exec("daemon");
  conmon.fork().exec("podman", ["podman", "container", "cleanup", BARE.id]);
  assertEquals(placesOf(world, "podman"), ["podman - -", "podman - -"]);
});

Deno.test("Locator believes no helper inside of a container", () => {
  const { world, podman, kernel } = setUp();
  podman.listener.update({ id: idOf("d"), name: "victim" });
  const init = runcCreate(startShim(kernel, WEB.id), WEB).exec("sh");
  const inWeb = startConmonAt(init, idOf("d"), "evil");
  inWeb.fork().enter(M + 1).exec("ls");
  const bare = crunCreate(startConmon(kernel, BARE.id, "db"), BARE);
  // The container's first program calls itself conmon, before anything else was seen of it.
  const args = ["conmon", "-c", idOf("d"), "-n", "evil"];
  const inBare = bare.exec("conmon", args);
  inBare.fork().enter(601).exec("id");
  world.pass(1000);
  assertEquals(placesOf(world, "ls", "id"), ["ls web child", "id db child"]);
  assertEquals(podman.helpers.some(({ claim }) => claim.containerId === idOf("d")), false);
});

function startConmonAt(task: Task, id: string, name: string): Task {
  return task.fork().exec("conmon", ["conmon", "-c", id, "-n", name]);
}

Deno.test("Locator lets a user claim no container of root's", () => {
  const { world, podman, kernel } = setUp();
  podman.listener.update({ id: idOf("d"), name: "victim" });
  const conmon = startConmon(kernel, idOf("d"), "evil", 1000);
  conmon.fork().enter(M).exec("ls");
  kernel.mkdir(9, `/libpod_parent/libpod-${idOf("d")}`);
  const roots = startConmon(kernel, idOf("d"), "victim");
  runcCreate(roots, { id: idOf("d"), cgroup: 9, mounts: M + 1 }).exec("sh");
  world.pass(1000);
  assertEquals(placesOf(world, "ls", "sh").sort(), ["ls evil init", "sh victim init"]);
});

Deno.test("Locator leaves a namespace to its owner when a container's process enters it", () => {
  const { world, kernel } = setUp();
  const daemon = service(world, 800);
  world.name("b", "db");
  kernel.mkdir(2, pathOf("b"));
  const target = { id: idOf("b"), cgroup: 2, mounts: 700 };
  runcCreate(startShim(kernel, target.id), target).exec("sh");
  const shim = startShim(kernel, WEB.id);
  // As `docker run --privileged --pid=host IMAGE nsenter -t PID -m sh`.
  const init = runcCreate(shim, WEB).exec("nsenter");
  const { inner } = runcExec(shim, WEB);
  inner.exec("nsenter");
  for (const mounts of [800, 700]) {
    init.enter(mounts).exec("top");
    inner.enter(mounts).exec("ps");
  }
  daemon.exec("worker");
  kernel.init.fork().enter(700).exec("gdb");
  assertEquals(placesOf(world, "nsenter", "top", "ps", "worker", "gdb"), [
    "nsenter web init",
    "nsenter web exec",
    "top web init",
    "ps web exec",
    "top web init",
    "ps web exec",
    "worker - -",
    "gdb db entered",
  ]);
});

Deno.test("Locator has the kernel spare it what nobody wants of a mount namespace", () => {
  const { world, podman, kernel } = setUp();
  world.wants = (container) =>
    container === undefined
      ? "no"
      : container.name === undefined
      ? "maybe"
      : container.name === "web"
      ? "yes"
      : "no";
  service(world, 800);
  const init = crunCreate(startConmon(kernel, BARE.id, "db"), BARE).exec("sh");
  assertEquals([800, 600].map((id) => world.mountVerdicts.get(id)), ["drop", "deliver"]);
  podman.listener.update({ id: BARE.id, name: "db" });
  assertEquals(world.mountVerdicts.get(600), "drop");
  world.take();
  init.fork().exec("ls");
  assertEquals(world.take(), []);
  podman.listener.update({ id: BARE.id, name: "web" });
  assertEquals(world.mountVerdicts.get(600), "deliver");
  init.fork().exec("ls").fork().enter(601).exec("id");
  assertEquals([world.mountVerdicts.get(601), world.take().length], ["deliver", 2]);
});

Deno.test("Locator judges the mounts of a container with a cgroup, too", () => {
  const { world, kernel } = setUp();
  world.wants = (container) => container?.name === "shop" ? "yes" : "no";
  const shim = startShim(kernel, WEB.id);
  // Wanted by nobody: the kernel tells nothing of it, and its mounts are not learnt.
  const init = runcCreate(shim, WEB).exec("sh");
  world.name("a", "shop");
  init.fork().exec("ls");
  assertEquals(world.mountVerdicts.get(M), "deliver");
  kernel.init.fork().enter(M).exec("ps");
  assertEquals(placesOf(world, "ls", "ps"), ["ls shop child", "ps shop entered"]);
  world.name("a", "web");
  assertEquals(world.mountVerdicts.get(M), "drop");
});

Deno.test("Locator has bounds, and the host's namespaces push out no container's", () => {
  const { world, kernel } = setUp();
  const conmon = startConmon(kernel, BARE.id, "db");
  const init = crunCreate(conmon, BARE).exec("sh");
  const other = service(world, 800);
  for (let i = 0; i < MOUNTS_MAX; i++) {
    other.enter(1000 + i).exec("daemon");
  }
  // The host's give way to each other; the container keeps its own.
  assertEquals(world.labeller.sizes["mounts"], MOUNTS_MAX + 1);
  world.pass(1000);
  world.take();
  init.fork().exec("ls");
  assertEquals(placesOf(world, "ls"), ["ls db child"]);
  assertEquals(world.labeller.sizes["mounts"], MOUNTS_MAX + 1);
});
