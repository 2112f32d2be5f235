import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Census, KEPT_MAX } from "../../src/state/census.ts";
import type { Container } from "../../src/model/container.ts";
import { event, onHost, WEB, WEB_ID } from "../filter/labelled_events.ts";
import { inside } from "../commands/inventory/people.ts";

const DB: Container = { ...WEB, id: "d".repeat(64), name: "db" };
const GUEST: Container = { id: "guest", kind: "lxc", nesting: [] };

/** `web: 1 2` for each container. */
function lines(census: Census): readonly string[] {
  return census.households().map(({ container, residents }) =>
    [`${container.name ?? container.id}:`, ...residents.map(({ process }) => process.pid)].join(" ")
  );
}

Deno.test("Census counts who runs where, and forgets who ends", () => {
  const census = new Census();
  census.saw(inside("process", { pid: 2 }));
  census.saw(inside("process", { pid: 1 }, { role: "init" }));
  census.saw(inside("fork", { pid: 3 }, { container: DB }));
  census.saw(onHost(event("process", { process: { pid: 4 } })));
  assertEquals(lines(census), ["web: 1 2", "db: 3"]);
  census.saw(inside("exit", { pid: 3 }, { container: DB }));
  assertEquals(lines(census), ["web: 1 2"]);
  assertEquals(census.find(1)?.container?.name, "web");
  assertEquals(census.find(4)?.container, undefined);
  assertEquals(census.find(4)?.resident.process.pid, 4);
  assertEquals(census.find(3), undefined);
});

Deno.test("Census follows a process that moves, and a pid that is used again", () => {
  const census = new Census();
  census.saw(inside("fork", { pid: 1, startTime: 1 }));
  census.saw(inside("exec", { pid: 1, startTime: 1 }, { container: DB }));
  assertEquals(lines(census), ["db: 1"]);
  census.saw(onHost(event("exec", { process: { pid: 1, startTime: 1 } })));
  assertEquals(lines(census), []);
  census.saw(inside("fork", { pid: 1, startTime: 9 }));
  census.saw(inside("exit", { pid: 1, startTime: 1 }, { container: DB }));
  assertEquals(lines(census).at(0), "web: 1");
});

Deno.test("Census leaves out what is the runtime's own", () => {
  const census = new Census();
  census.saw(inside("process", { pid: 1 }, { role: "runtime" }));
  assertEquals(lines(census), ["web:"]);
  census.saw(inside("exec", { pid: 1 }, { role: "init" }));
  assertEquals(lines(census), ["web: 1"]);
});

Deno.test("Census joins what events and runtimes tell", () => {
  const census = new Census();
  const { runtime: _, name: _n, image: _i, ...unnamed } = WEB;
  census.saw(inside("process", { pid: 1 }, { container: { ...unnamed, pod: { uid: "u" } } }));
  census.told("docker", "docker", { id: WEB_ID, name: "old", createdAt: 5, pod: { name: "p" } });
  census.told("docker", "docker", { id: WEB_ID, name: "web", state: "paused" });
  assertEquals(census.households()[0]?.container, {
    id: WEB_ID,
    kind: "docker",
    nesting: [],
    name: "web",
    runtime: "docker",
    createdAt: 5,
    state: "paused",
    pod: { uid: "u", name: "p" },
  });
});

Deno.test("Census knows containers that run nothing, until their runtime removes them", () => {
  const census = new Census();
  census.told("docker", "docker", { id: WEB_ID, name: "web", state: "exited" });
  census.told("lxc", "lxc", { id: "guest", name: "guest" });
  census.saw(inside("process", { pid: 1 }, { container: GUEST, path: "/lxc.payload.guest" }));
  assertEquals(lines(census), ["web:", "guest: 1"]);
  assertEquals(census.households().map(({ container }) => container.state), ["exited", "running"]);
  census.removed("docker", WEB_ID);
  census.removed("nspawn", "guest");
  census.removed("lxc", "guest");
  assertEquals(lines(census), ["guest: 1"]);
  census.saw(inside("exit", { pid: 1 }, { container: GUEST }));
  assertEquals(lines(census), []);
});

Deno.test("Census keeps nothing of a container that has gone, whatever is told of it afterwards", () => {
  const census = new Census();
  census.saw(inside("fork", { pid: 1 }));
  census.told("docker", "docker", { id: WEB_ID, name: "web" });
  census.saw(inside("exit", { pid: 1 }));
  census.removed("docker", WEB_ID);
  census.saw(inside("container", {}));
  census.saw(inside("cgroup", {}));
  census.saw(inside("exit", { pid: 1 }));
  assertEquals(census.size, 0);
});

Deno.test("Census keeps containers of the past if asked, the last ones and those that run", () => {
  const census = new Census({ keepsContainers: true });
  census.saw(inside("process", { pid: 1 }));
  for (let i = 0; i <= KEPT_MAX; i++) {
    census.told("lxc", "lxc", { id: `c${i}` });
    census.removed("lxc", `c${i}`);
  }
  assertEquals(census.size, KEPT_MAX);
  assertEquals(lines(census)[0], "web: 1");
});

Deno.test("Census tells the topmost cgroup of a container", () => {
  const census = new Census();
  const path = `/docker/${WEB_ID}`;
  census.saw(inside("process", { pid: 1 }, { path: `${path}/init.scope` }));
  census.saw(inside("process", { pid: 2 }, { path }));
  assertEquals(census.households()[0]?.cgroup?.path, path);
});

Deno.test("Census has each process once, in the container of its last event, whatever happens", () => {
  const happening = fc.record({
    kind: fc.constantFrom("fork" as const, "exec" as const, "exit" as const),
    pid: fc.integer({ min: 1, max: 4 }),
    startTime: fc.integer({ min: 1, max: 2 }),
    container: fc.constantFrom(WEB, DB, undefined),
  });
  fc.assert(fc.property(fc.array(happening, { maxLength: 20 }), (happenings) => {
    const census = new Census();
    const expected = new Map<number, string | undefined>();
    const newest = new Map<number, number>();
    const gone = new Set<string>();
    for (const { kind, pid, startTime, container } of happenings) {
      census.saw(
        container === undefined
          ? onHost(event(kind, { process: { pid, startTime } }))
          : inside(kind, { pid, startTime }, { container }),
      );
      const key = `${pid} ${startTime}`;
      if (kind === "exit") gone.add(key);
      if (startTime < (newest.get(pid) ?? 0)) continue;
      newest.set(pid, startTime);
      if (gone.has(key)) expected.delete(pid);
      else expected.set(pid, container?.name);
    }
    for (let pid = 1; pid <= 4; pid++) {
      assertEquals(census.find(pid)?.container?.name, expected.get(pid));
    }
    for (const { container, residents } of census.households()) {
      assertEquals(
        residents.map(({ process }) => process.pid),
        [...expected].filter(([, name]) => name === container.name).map(([pid]) => pid).sort(),
      );
      assertEquals(residents.length > 0, true);
    }
  }));
});
