import { assertEquals, assertStrictEquals } from "@std/assert";
import { HELPERS_MAX, HelperTable, type KnownHelper } from "../../src/enrich/helper_table.ts";
import { FakeHost } from "./fake_host.ts";

const TICK = 10_000_000;

function helper(pid: number, startTime = pid * TICK, id = `c${pid}`): KnownHelper {
  const claim = { runtime: "podman", containerId: id, startsProcesses: true };
  return {
    helper: { pid, startTime, uid: 0, workingDirectory: "/", args: ["conmon"], claim },
    mountNamespace: 0,
  };
}

function setUp() {
  const host = new FakeHost();
  return { host, table: new HelperTable(host) };
}

const any = () => true;

Deno.test("HelperTable.get() knows a helper by pid and start", () => {
  const { table } = setUp();
  const conmon = helper(50);
  table.add(conmon);
  assertStrictEquals(table.get(50, 50 * TICK), conmon);
  assertEquals([table.get(50, 51 * TICK), table.get(51, 50 * TICK)], [undefined, undefined]);
});

Deno.test("HelperTable.add() takes what a helper has become", () => {
  const { table } = setUp();
  const [before, after] = [helper(50, 50 * TICK, "a"), helper(50, 50 * TICK, "b")];
  table.add(before);
  table.add(after);
  assertStrictEquals(table.get(50, 50 * TICK), after);
  assertEquals(table.size, 1);
});

Deno.test("HelperTable.naming() knows what a helper said that has ended, for its own user", () => {
  const { table } = setUp();
  const told = helper(50, 50 * TICK, "a");
  const { claim } = told.helper;
  const conmon = {
    ...told,
    helper: { ...told.helper, uid: 1000, claim: { ...claim, name: "web" } },
  };
  table.add(conmon);
  table.delete(50, 50 * TICK);
  assertStrictEquals(table.naming(1000, "a"), conmon);
  table.add(helper(51, 51 * TICK, "b"));
  assertEquals(["b", "c"].map((id) => table.naming(0, id)), [undefined, undefined]);
  assertEquals(table.naming(0, "a"), undefined);
});

Deno.test("HelperTable.delete() leaves alone who has the pid now", () => {
  const { table } = setUp();
  table.add(helper(50));
  table.delete(50, 49 * TICK);
  assertEquals(table.size, 1);
  table.delete(50, 50 * TICK);
  assertEquals([table.size, table.get(50, 50 * TICK)], [0, undefined]);
});

Deno.test("HelperTable.above() takes a parent for granted, without /proc", () => {
  const { host, table } = setUp();
  const conmon = helper(50);
  table.add(conmon);
  assertStrictEquals(table.above(50, 50 * TICK, any), conmon);
  assertEquals(host.reads, []);
});

Deno.test("HelperTable.above() reads nothing while there is no helper", () => {
  const { host, table } = setUp();
  host.run(60, 1, 60 * TICK);
  assertEquals(table.above(60, 60 * TICK, any), undefined);
  assertEquals(host.reads, []);
});

Deno.test("HelperTable.above() finds the nearest ancestor that is accepted", () => {
  const { host, table } = setUp();
  const [shim, runc] = [helper(50), helper(51)];
  table.add(shim);
  table.add(runc);
  host.run(50, 1, 50 * TICK, "containerd-shim");
  host.run(51, 50, 51 * TICK, "runc");
  host.run(60, 51, 60 * TICK);
  host.run(61, 60, 61 * TICK);
  assertStrictEquals(table.above(61, 61 * TICK, any), runc);
  assertStrictEquals(table.above(61, 61 * TICK, (known) => known !== runc), shim);
  assertStrictEquals(table.above(51, 51 * TICK, (known) => known !== runc), shim);
  assertEquals(table.above(61, 61 * TICK, () => false), undefined);
});

Deno.test("HelperTable.above() is not taken in by a pid that is used again", () => {
  const { host, table } = setUp();
  table.add(helper(50));
  host.run(50, 1, 99 * TICK, "sshd");
  host.run(60, 50, 100 * TICK);
  assertEquals(table.above(60, 100 * TICK, any), undefined);
  assertEquals(table.above(50, 99 * TICK, any), undefined);
});

Deno.test("HelperTable.above() is not led astray by who has a parent's pid now", () => {
  const { host, table } = setUp();
  table.add(helper(50));
  host.run(50, 1, 50 * TICK);
  host.run(60, 50, 99 * TICK);
  assertEquals(table.above(60, 60 * TICK, any), undefined);
  assertStrictEquals(table.above(60, 99 * TICK, any)?.helper.pid, 50);
});

Deno.test("HelperTable.isRunning() knows a process by pid and start", () => {
  const { host, table } = setUp();
  host.run(60, 1, 60 * TICK);
  const isRunning = (pid: number, startTime: number) => table.isRunning({ pid, startTime });
  assertEquals([isRunning(60, 60 * TICK), isRunning(60, 61 * TICK), isRunning(61, 60 * TICK)], [
    true,
    false,
    false,
  ]);
});

Deno.test("HelperTable.adopt() takes a first process for its own helper while it runs", () => {
  const { host, table } = setUp();
  const running = { container: { id: "box", name: "box" }, pid: 60 };
  assertEquals([table.adopt("crun", running), table.size], [false, 0]);
  host.run(60, 1, 60 * TICK);
  host.run(61, 60, 61 * TICK);
  assertEquals(table.adopt("crun", running), true);
  const claim = table.above(61, 61 * TICK, any)?.helper.claim;
  assertEquals([claim?.runtime, claim?.containerId, claim?.startsProcesses], ["crun", "box", true]);
  assertEquals(table.above(60, 60 * TICK, any)?.helper.claim, claim);
});

Deno.test("HelperTable.above() gives up where an ancestor has gone", () => {
  const { host, table } = setUp();
  table.add(helper(50));
  host.run(50, 1, 50 * TICK);
  host.run(61, 60, 61 * TICK);
  assertEquals(table.above(61, 61 * TICK, any), undefined);
});

Deno.test("HelperTable.above() ends, however deep or circular the ancestors are", () => {
  const { host, table } = setUp();
  table.add(helper(50));
  host.run(50, 1, 50 * TICK);
  host.run(51, 50, 51 * TICK);
  for (let pid = 52; pid < 200; pid++) host.run(pid, pid - 1, pid * TICK);
  assertEquals(table.above(199, 199 * TICK, any), undefined);
  assertEquals(host.reads.length, 32);
  assertStrictEquals(table.above(70, 70 * TICK, any)?.helper.pid, 50);
  host.run(300, 301, 300 * TICK);
  host.run(301, 300, 301 * TICK);
  assertEquals(table.above(300, 300 * TICK, any), undefined);
});

Deno.test("HelperTable has a bound: the oldest is forgotten", () => {
  const { table } = setUp();
  for (let pid = 1; pid <= HELPERS_MAX; pid++) table.add(helper(pid));
  table.add(helper(1));
  table.add(helper(HELPERS_MAX + 1));
  assertEquals(table.size, HELPERS_MAX);
  assertEquals(
    [1, 2, 3].map((pid) => table.get(pid, pid * TICK) !== undefined),
    [true, false, true],
  );
});
