import { assertEquals, assertStrictEquals } from "@std/assert";
import { RuntimeSet, type RuntimeSetListener } from "../../src/enrich/runtime_set.ts";
import { FakeRuntime, settled } from "./fake_runtime.ts";

const WEB = { id: "a", name: "web" };

function setUp() {
  const docker = new FakeRuntime("docker", ["docker", "unknown"]);
  const podman = new FakeRuntime("podman", ["podman", "unknown"]);
  const runtimes = new RuntimeSet([docker, podman]);
  const calls: string[] = [];
  const listener: RuntimeSetListener = {
    update: (runtime, { id, name }) => calls.push(`update ${runtime} ${id} ${name}`),
    removed: (id) => calls.push(`removed ${id}`),
    down: (runtime, reason) => calls.push(`down ${runtime} ${reason}`),
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
  docker.listener.removed("a");
  assertEquals(calls, [
    "up docker",
    "update docker a web",
    "down podman no socket",
    "down podman no answer",
    "removed a",
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

Deno.test("RuntimeSet.mayKnow() hopes until the first word, then goes by it", () => {
  const { docker, podman, runtimes } = setUp();
  assertEquals(
    ["docker", "podman", "unknown", "lxc"].map((kind) => runtimes.mayKnow(kind as "docker")),
    [true, true, true, false],
  );
  docker.listener.state("down", "no socket");
  assertEquals([runtimes.mayKnow("docker"), runtimes.mayKnow("unknown")], [false, true]);
  podman.listener.state("down", "no socket");
  assertEquals(runtimes.mayKnow("unknown"), false);
  docker.listener.state("up");
  assertEquals([runtimes.mayKnow("docker"), runtimes.mayKnow("unknown")], [true, true]);
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

Deno.test("RuntimeSet.lookup() asks one runtime after the other, and no more than need be", async () => {
  const { docker, podman, runtimes } = setUp();
  const found = runtimes.lookup("unknown", "a");
  assertEquals([docker.asked, podman.asked], [["a"], []]);
  await docker.answer("a", "none");
  assertEquals(podman.asked, ["a"]);
  await podman.answer("a", WEB);
  assertEquals(await found, { runtime: "podman", container: WEB });
  const other = runtimes.lookup("unknown", "b");
  await docker.answer("b", { id: "b", name: "db" });
  assertEquals(await other, { runtime: "docker", container: { id: "b", name: "db" } });
  assertEquals(podman.asked, ["a"]);
});

Deno.test("RuntimeSet.lookup() leaves out runtimes that are down or have no such kind", async () => {
  const { docker, podman, runtimes } = setUp();
  docker.listener.state("down", "gone");
  assertEquals(await runtimes.lookup("docker", "a"), "no answer");
  assertEquals(await runtimes.lookup("lxc", "a"), "none");
  const asked = runtimes.lookup("unknown", "a");
  await settled();
  assertEquals([docker.asked, podman.asked], [[], ["a"]]);
  await podman.answer("a", "none");
  assertEquals(await asked, "no answer");
});
