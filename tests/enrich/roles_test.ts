import { assertEquals } from "@std/assert";
import type { FakeKernel, Task } from "./fake_kernel.ts";
import { idOf, pathOf, World } from "./labeller_world.ts";
import {
  crunCreate,
  crunExec,
  lxcAttach,
  lxcStart,
  runcCreate,
  runcExec,
  startConmon,
  startShim,
} from "./runtime_stages.ts";

const M = 500;
const WEB = { id: idOf("a"), cgroup: 1, mounts: M };

type Asked = FakeKernel["asked"];
const SOME: Asked = new Set(["exec", "exit"]);
const EVERYTHING: Asked = new Set(["fork", "exec", "exit", "process", "cgroup"]);

/** A world with the container `web` in {@link WEB}, and what was asked of its kernel. */
function worldOf(asked: Asked = SOME): World {
  const world = new World();
  world.kernel.asked = asked;
  world.name("a", "web");
  world.kernel.mkdir(1, pathOf("a"));
  return world;
}

/** Starts `web` by runc, and drops what was told of it. */
function running(
  asked: Asked = SOME,
): { readonly world: World; readonly shim: Task; readonly init: Task } {
  const world = worldOf(asked);
  const shim = startShim(world.kernel, WEB.id);
  const init = runcCreate(shim, WEB).exec("sh");
  world.roles();
  return { world, shim, init };
}

/** Roles of programs in `web` and of what ended there, one line for each. */
function inside(world: World): string[] {
  return world.roles().filter((line) => line.includes(" web ") && /^(?:exec|exit) /.test(line))
    .map((line) => line.replace(/^(\S+) \d+ /, "$1 "));
}

/** The same whatever is asked for: roles must not depend on it. */
function testRoles(
  promise: string,
  play: (world: World, shim: Task) => void,
  expected: readonly string[],
): void {
  for (const [what, asked] of [["programs", SOME], ["everything", EVERYTHING]] as const) {
    Deno.test(`Roles: ${promise}, with ${what} asked for`, () => {
      const world = worldOf(asked);
      play(world, startShim(world.kernel, WEB.id));
      assertEquals(inside(world), expected);
    });
  }
}

for (const copy of ["runc", "6"] as const) {
  testRoles(`runc create and start, its copy called ${copy}`, (_world, shim) => {
    const init = runcCreate(shim, WEB, copy).exec("sh");
    init.fork().exec("ls").exit();
    init.exec("sleep").exit();
  }, [
    "exit runc:[1:CHILD] web runtime",
    "exit runc:[0:PARENT] web runtime",
    "exec sh web init",
    "exec ls web child",
    "exit ls web child",
    "exec sleep web init",
    "exit sleep web init",
  ]);

  testRoles(`runc exec, its copy called ${copy}`, (_world, shim) => {
    runcCreate(shim, WEB).exec("sh");
    const { runc, inner } = runcExec(shim, WEB, copy);
    inner.exec("ls");
    inner.fork().exec("id").exit();
    runc.exit();
    inner.exit();
  }, [
    "exit runc:[1:CHILD] web runtime",
    "exit runc:[0:PARENT] web runtime",
    "exec sh web init",
    "exit runc:[1:CHILD] web runtime",
    "exec ls web exec",
    "exec id web child",
    "exit id web child",
    "exit ls web exec",
  ]);
}

for (const copy of ["crun", "3"] as const) {
  testRoles(`crun create and start, exec, its copy called ${copy}`, (_world, shim) => {
    crunCreate(shim, WEB, copy).exec("sh");
    crunExec(shim, WEB, copy).exec("ls").exit();
  }, [
    "exec sh web init",
    `exit ${copy} web runtime`,
    "exec ls web exec",
    "exit ls web exec",
  ]);
}

for (const copy of ["memfd:lxc-attac", "3"] as const) {
  testRoles(`lxc-start and lxc-attach, its copy called ${copy}`, (world) => {
    lxcStart(world.kernel.init, WEB).exec("init").fork().exec("getty");
    lxcAttach(world.kernel.init, WEB, copy).exec("ls").exit();
  }, [
    "exec init web init",
    "exec getty web child",
    `exit ${copy} web runtime`,
    "exec ls web exec",
    "exit ls web exec",
  ]);
}

testRoles("a container started by conmon", (world) => {
  const conmon = startConmon(world.kernel, WEB.id, "web");
  const init = runcCreate(conmon, WEB).exec("sh");
  init.exit();
}, [
  "exit runc:[1:CHILD] web runtime",
  "exit runc:[0:PARENT] web runtime",
  "exec sh web init",
  "exit sh web init",
]);

testRoles("a restart has another first program", (_world, shim) => {
  runcCreate(shim, WEB).exec("sh").exit();
  runcCreate(shim, { ...WEB, mounts: M + 10 }).exec("nginx");
}, [
  "exit runc:[1:CHILD] web runtime",
  "exit runc:[0:PARENT] web runtime",
  "exec sh web init",
  "exit sh web init",
  "exit runc:[1:CHILD] web runtime",
  "exit runc:[0:PARENT] web runtime",
  "exec nginx web init",
]);

testRoles("nsenter into the namespaces, its cgroup the host's", (world, shim) => {
  runcCreate(shim, WEB).exec("sh");
  const shell = world.kernel.init.fork().exec("bash");
  const entered = shell.fork().exec("nsenter").enter(M).exec("ps");
  entered.fork().exec("grep").exit();
  entered.exit();
}, [
  "exit runc:[1:CHILD] web runtime",
  "exit runc:[0:PARENT] web runtime",
  "exec sh web init",
  "exec ps web entered",
  "exec grep web entered",
  "exit grep web entered",
  "exit ps web entered",
]);

testRoles("a host process that was moved into the cgroup by hand", (world, shim) => {
  runcCreate(shim, WEB).exec("sh");
  const shell = world.kernel.init.fork().exec("bash");
  shell.move(1);
  shell.fork().exec("ls").exit();
  shell.exec("top").exit();
}, [
  "exit runc:[1:CHILD] web runtime",
  "exit runc:[0:PARENT] web runtime",
  "exec sh web init",
  "exec ls web entered",
  "exit ls web entered",
  "exec top web entered",
  "exit top web entered",
]);

testRoles("no name that a program inside takes makes it a runtime's", (world, shim) => {
  const init = runcCreate(shim, WEB).exec("sh");
  for (const name of ["runc:[2:INIT]", "conmon", "runc", "crun", "6", "exe", "lxc-start"]) {
    const fake = init.fork().rename(name);
    fake.fork().exec(name, [name, "-c", idOf("b"), "-n", "evil", "init"]).exit();
    fake.exit();
  }
  init.rename("runc:[2:INIT]").exec("runc", ["runc", "create", idOf("b")]);
  world.kernel.exit(init);
}, [
  "exit runc:[1:CHILD] web runtime",
  "exit runc:[0:PARENT] web runtime",
  "exec sh web init",
  ...["runc:[2:INIT]", "conmon", "runc", "crun", "6", "exe", "lxc-start"].flatMap((name) => [
    `exec ${name} web child`,
    `exit ${name} web child`,
    `exit ${name} web child`,
  ]),
  "exec runc web init",
  "exit runc web init",
]);

testRoles("namespaces made inside are the container's own", (_world, shim) => {
  const init = runcCreate(shim, WEB).exec("sh");
  const made = init.fork().enter(M + 5).exec("bwrap");
  made.fork().exec("ls").exit();
}, [
  "exit runc:[1:CHILD] web runtime",
  "exit runc:[0:PARENT] web runtime",
  "exec sh web init",
  "exec bwrap web child",
  "exec ls web child",
  "exit ls web child",
]);

Deno.test("Roles: gVisor's runtime works inside of the cgroup before it starts anything", () => {
  const world = worldOf(EVERYTHING);
  const shim = startShim(world.kernel, WEB.id);
  const runsc = shim.fork().exec("runsc", ["runsc", "create", WEB.id]).move(1);
  runsc.fork({ mounts: M });
  const lines = world.roles().filter((line) => line.includes(" web "));
  assertEquals(lines.map((line) => line.replace(/^(\S+) \d+ /, "$1 ")), [
    "fork runsc web runtime",
  ]);
});

Deno.test("Roles: gVisor's sandbox is the container's first, its server of files the runtime's", () => {
  const roles = (start: (runsc: Task, title: string) => void) =>
    ["runsc-sandbox", "runsc-gofer"].map((title) => {
      const world = worldOf();
      const shim = startShim(world.kernel, WEB.id);
      start(shim.fork().exec("runsc", ["runsc", "create", WEB.id]), title);
      return world.roles().filter((line) => line.includes(" exe ")).map((line) =>
        line.split(" ").slice(-2)
      );
    });
  const expected = [[["web", "init"]], [["web", "runtime"]]];
  // By a runtime that is in the cgroup itself, and by one that is not.
  assertEquals(roles((runsc, title) => runsc.move(1).fork().exec("exe", [title])), expected);
  assertEquals(roles((runsc, title) => runsc.fork().move(1).exec("exe", [title])), expected);
});

Deno.test("Roles: who ran when tracing began", () => {
  const world = new World();
  world.name("a", "web");
  const { kernel } = world;
  kernel.asked = EVERYTHING;
  kernel.hold();
  const shim = startShim(kernel, WEB.id);
  kernel.mkdir(1, pathOf("a"), true);
  const init = runcCreate(shim, WEB).exec("sh");
  const child = init.fork().exec("sleep");
  const { runc, inner } = runcExec(shim, WEB);
  inner.exec("ls");
  const entered = kernel.init.fork().enter(M).exec("ps");
  kernel.forget();
  const seen = () => world.roles().map((line) => line.replace(/^(\S+) \d+ /, ""));
  kernel.snapshot([shim, init, child, runc, inner, entered]);
  const expected = [
    "containerd-shim - runtime",
    "sh web init",
    "sleep web child",
    "runc - runtime",
    "ls web exec",
    "ps web entered",
  ];
  assertEquals(seen(), expected);
});

Deno.test("Roles: who ran when tracing began, the youngest first, as after a turn of pids", () => {
  const world = new World();
  world.name("a", "web");
  const { kernel } = world;
  kernel.asked = EVERYTHING;
  kernel.hold();
  const shim = startShim(kernel, WEB.id);
  kernel.mkdir(1, pathOf("a"), true);
  const init = runcCreate(shim, WEB).exec("sh");
  const child = init.fork().exec("sleep");
  const { inner } = runcExec(shim, WEB);
  inner.exec("ls");
  kernel.forget();
  kernel.snapshot([inner, child, init, shim]);
  assertEquals(world.roles().map((line) => line.replace(/^(\S+) \d+ /, "")), [
    "ls web exec",
    "sleep web child",
    "sh web init",
    "containerd-shim - runtime",
  ]);
});

Deno.test("Roles: the first program of a container without namespaces of pids, when tracing began", () => {
  const world = new World();
  world.name("a", "web");
  const { kernel } = world;
  kernel.asked = EVERYTHING;
  kernel.hold();
  const shim = startShim(kernel, WEB.id);
  kernel.mkdir(1, pathOf("a"), true);
  const init = runcCreate(shim, WEB).exec("sh");
  init.vpid = init.pid;
  kernel.forget();
  kernel.snapshot([shim, init]);
  assertEquals(world.roles().slice(1).map((line) => line.replace(/^(\S+) \d+ /, "")), [
    "sh web init",
  ]);
});

Deno.test("Roles: a pid that is used again has a role of its own", () => {
  const { world, shim, init } = running();
  const { runc, inner } = runcExec(shim, WEB);
  inner.exec("ls");
  // Its exit is lost.
  world.kernel.hold();
  inner.exit();
  runc.exit();
  world.kernel.nextPid = inner.pid;
  const again = init.fork();
  world.kernel.drop();
  again.exec("id").exit();
  assertEquals(inside(world).slice(-2), ["exec id web child", "exit id web child"]);
});

Deno.test("Roles: a program inside that calls itself a part of gVisor is a child as any other", () => {
  const { world, init } = running();
  for (const title of ["runsc-sandbox", "runsc-gofer"]) {
    init.fork().exec("exe", [title, "--root=/run/runsc"]).exit();
  }
  assertEquals(inside(world).slice(-4), [
    "exec exe web child",
    "exit exe web child",
    "exec exe web child",
    "exit exe web child",
  ]);
});
