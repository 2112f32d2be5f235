import { assertEquals, assertStrictEquals } from "@std/assert";
import { LOOKUPS_MAX, RuntimeSet, type RuntimeSetListener } from "../../src/enrich/runtime_set.ts";
import { FakeRuntime } from "./fake_runtime.ts";

const WEB = { id: "a", name: "web" };

function setUp() {
  const docker = new FakeRuntime("docker", ["docker", "unknown"]);
  const podman = new FakeRuntime("podman", ["podman", "unknown"]);
  const runtimes = new RuntimeSet([docker, podman]);
  const calls: string[] = [];
  const listener: RuntimeSetListener = {
    update: (runtime, { id, name }) => calls.push(`update ${runtime} ${id} ${name}`),
    happened: (runtime, id, { action }) => calls.push(`happened ${runtime} ${id} ${action}`),
    removed: (runtime, id) => calls.push(`removed ${runtime} ${id}`),
    down: (runtime, reason) => calls.push(`down ${runtime} ${reason}`),
    absent: (runtime, reason) => calls.push(`absent ${runtime} ${reason}`),
    up: (runtime) => calls.push(`up ${runtime}`),
  };
  const end = new AbortController();
  const followed = runtimes.follow(listener, end.signal);
  return { docker, podman, runtimes, calls, end, followed };
}

Deno.test("RuntimeSet passes on what its runtimes tell, until the end", async () => {
  const { docker, podman, calls, end, followed } = setUp();
  docker.listener.state("up");
  docker.listener.update(WEB);
  podman.listener.state("down", "no socket");
  podman.listener.state("down");
  podman.listener.state("absent", "no socket");
  docker.listener.happened("a", { action: "die", epochTime: 5n, exitCode: 1 });
  docker.listener.removed("a");
  assertEquals(calls, [
    "up docker",
    "update docker a web",
    "down podman no socket",
    "down podman no answer",
    "absent podman no socket",
    "happened docker a die",
    "removed docker a",
  ]);
  end.abort();
  await followed;
});

Deno.test("RuntimeSet knows which runtimes answer", () => {
  const { docker, podman, runtimes } = setUp();
  assertEquals(runtimes.up, []);
  podman.listener.state("up");
  docker.listener.state("up");
  assertEquals(runtimes.up, ["docker", "podman"]);
  docker.listener.state("down", "gone");
  assertEquals(runtimes.up, ["podman"]);
});

Deno.test("RuntimeSet.mayKnow() goes by kinds alone: files tell what a daemon that is down does not", () => {
  const { docker, runtimes } = setUp();
  const known = () =>
    (["docker", "podman", "unknown", "lxc"] as const).map((kind) => runtimes.mayKnow(kind));
  assertEquals(known(), [true, true, true, false]);
  docker.listener.state("down", "no socket");
  assertEquals(known(), [true, true, true, false]);
  assertEquals(new RuntimeSet([]).mayKnow("docker"), false);
});

Deno.test("RuntimeSet.kindOf() is what a path would say", () => {
  const { runtimes } = setUp();
  assertEquals(["docker", "podman", "other"].map((name) => runtimes.kindOf(name)), [
    "docker",
    "podman",
    "unknown",
  ]);
});

Deno.test("RuntimeSet.lookup() asks once for an id, however many want to know", async () => {
  const { docker, runtimes } = setUp();
  const [first, second] = [runtimes.lookup("docker", "a"), runtimes.lookup("docker", "a")];
  assertStrictEquals(first, second);
  assertEquals(docker.asked, ["a"]);
  await docker.answer("a", WEB);
  assertEquals(await first, { runtime: "docker", container: WEB });
  const third = runtimes.lookup("docker", "a");
  assertEquals(docker.asked, ["a", "a"]);
  await docker.answer("a", "none");
  assertEquals(await third, "none");
});

Deno.test("RuntimeSet.lookup() gives no answer where too many are asked for", async () => {
  const docker = new FakeRuntime();
  const set = new RuntimeSet([docker]);
  const first = set.lookup("docker", "0");
  for (let i = 1; i < LOOKUPS_MAX; i++) void set.lookup("docker", String(i));
  assertEquals(await set.lookup("docker", "more"), "no answer");
  assertEquals([set.lookups, docker.asked.length], [LOOKUPS_MAX, LOOKUPS_MAX]);
  await docker.answer("0", "none");
  assertEquals([await first, set.lookups], ["none", LOOKUPS_MAX - 1]);
});

Deno.test("RuntimeSet.lookup() asks all at once, and takes the first that knows", async () => {
  const { docker, podman, runtimes } = setUp();
  const found = runtimes.lookup("unknown", "a");
  assertEquals([docker.asked, podman.asked], [["a"], ["a"]]);
  await podman.answer("a", WEB);
  assertEquals(await found, { runtime: "podman", container: WEB });
  // The one that was slower changes nothing.
  await docker.answer("a", { id: "a", name: "other" });
  const other = runtimes.lookup("unknown", "b");
  await docker.answer("b", "none");
  await podman.answer("b", { id: "b", name: "db" });
  assertEquals(await other, { runtime: "podman", container: { id: "b", name: "db" } });
});

Deno.test("RuntimeSet.lookup() says none when all that it asked said so", async () => {
  const { docker, podman, runtimes } = setUp();
  const asked = runtimes.lookup("unknown", "a");
  await docker.answer("a", "none");
  await podman.answer("a", "none");
  assertEquals(await asked, "none");
  assertEquals(await runtimes.lookup("lxc", "a"), "none");
  assertEquals(docker.asked, ["a"]);
  assertEquals(await new RuntimeSet([]).lookup("docker", "a"), "none");
});

Deno.test("RuntimeSet.lookup() hopes on while one that is up does not answer", async () => {
  const { docker, podman, runtimes } = setUp();
  const asked = runtimes.lookup("unknown", "a");
  await docker.answer("a", "no answer");
  await podman.answer("a", "none");
  assertEquals(await asked, "no answer");
});

Deno.test("RuntimeSet.lookup() asks one that is down, and expects no more of it", async () => {
  const { docker, podman, runtimes } = setUp();
  docker.listener.state("down", "gone");
  const fromFiles = runtimes.lookup("docker", "a");
  await docker.answer("a", WEB);
  assertEquals(await fromFiles, { runtime: "docker", container: WEB });
  const asked = runtimes.lookup("unknown", "b");
  await docker.answer("b", "no answer");
  await podman.answer("b", "none");
  assertEquals(await asked, "none");
});

Deno.test("RuntimeSet.lookup() gives no container to one of another kind with the same name", async () => {
  const lxc = new FakeRuntime("lxc", ["lxc"]);
  const nspawn = new FakeRuntime("nspawn", ["nspawn"]);
  const runtimes = new RuntimeSet([lxc, nspawn]);
  const answers = [runtimes.lookup("lxc", "box"), runtimes.lookup("nspawn", "box")];
  await lxc.answer("box", { id: "box", name: "box of lxc" });
  await nspawn.answer("box", "none");
  assertEquals(await Promise.all(answers), [
    { runtime: "lxc", container: { id: "box", name: "box of lxc" } },
    "none",
  ]);
});

Deno.test("RuntimeSet.settled() waits for the first word of each, and no longer than told", async () => {
  const { docker, podman, runtimes } = setUp();
  await runtimes.settled(1);
  const settled = runtimes.settled(600_000);
  docker.listener.state("up");
  podman.listener.state("absent", "no socket");
  await settled;
  await runtimes.settled(600_000);
});

Deno.test("RuntimeSet.running() gathers from those that have a word on it", async () => {
  const { docker, podman, runtimes } = setUp();
  assertEquals(await runtimes.running(), []);
  docker.runs = [{ container: WEB, pid: 7 }];
  podman.runs = [{ container: { id: "b", name: "db" }, pid: 8 }];
  assertEquals(
    (await runtimes.running()).map(({ runtime, pid, container }) =>
      `${runtime} ${pid} ${container.name}`
    ),
    ["docker 7 web", "podman 8 db"],
  );
});

Deno.test("RuntimeSet.noticed() tells every runtime that listens", () => {
  const { docker, podman, runtimes } = setUp();
  const claim = { runtime: "podman", startsProcesses: true };
  const helper = { pid: 7, startTime: 1, uid: 0, workingDirectory: "/", args: ["conmon"], claim };
  runtimes.noticed(helper);
  assertEquals([docker.helpers, podman.helpers], [[helper], [helper]]);
});
