import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { compileCel } from "../../src/filter/cel.ts";
import { compileFilter } from "../../src/filter/compile_filter.ts";
import { FilterError } from "../../src/filter/filter_error.ts";
import type { FilterSpec } from "../../src/filter/filter_spec.ts";
import { kernelHints } from "../../src/filter/kernel_hints.ts";
import type { Container } from "../../src/model/container.ts";
import type { Happening } from "../../src/model/event.ts";
import type { LabelledEvent } from "../../src/model/labelled_event.ts";
import { OWNER_KINDS } from "../../src/model/owner.ts";
import {
  CREDENTIALS,
  event,
  HOST_OWNER,
  inContainer,
  inUnnamed,
  onHost,
  WEB,
  WEB_ID,
  WEB_OWNER,
} from "./labelled_events.ts";

const ALL_KINDS = ["fork", "exec", "exit", "process", "cgroup", "container"] as const;

const OPEN: FilterSpec = {
  events: ALL_KINDS,
  pids: [],
  uids: [],
  failed: false,
  scope: "containers",
};

const CONTEXT = {
  compileCel,
  toJson: ({ event }: LabelledEvent) => ({ event: event.kind }),
  fields: [{ path: "event", type: "string" }, { path: "process.pid", type: "integer" }],
} as const;

function filter(changes: Partial<FilterSpec>) {
  return compileFilter({ ...OPEN, ...changes }, CONTEXT);
}

Deno.test("compileFilter() shows containers, or host, or both", () => {
  const [of, host] = [inContainer(event("exec")), onHost(event("exec"))];
  const shown = (scope: FilterSpec["scope"]) => [of, host].map(filter({ scope }).event);
  assertEquals(shown("containers"), [true, false]);
  assertEquals(shown("all"), [true, true]);
  assertEquals(shown("host"), [false, true]);
});

Deno.test("compileFilter() lets lost events through whatever the flags", () => {
  const lost: LabelledEvent = {
    event: event("lost"),
    cgroup: undefined,
    container: undefined,
    label: undefined,
    role: undefined,
  };
  const strict = { events: [], container: "x", pids: [9], failed: true, expression: "false" };
  assertEquals(filter({ ...strict, scope: "host" }).event(lost), true);
  assertEquals(filter(strict).event(lost), true);
});

Deno.test("compileFilter() shows only the kinds asked for", () => {
  for (const kind of ALL_KINDS) {
    const { event: passes } = filter({ events: [kind] });
    for (const other of ALL_KINDS) {
      assertEquals(passes(inContainer(event(other))), kind === other, `${kind} ${other}`);
    }
  }
});

Deno.test("compileFilter() compares name, image and runtime of the container", () => {
  const cases: readonly (readonly [Partial<FilterSpec>, boolean])[] = [
    [{ container: "web" }, true],
    [{ container: "db" }, false],
    [{ container: WEB_ID.slice(0, 12) }, true],
    [{ image: "nginx" }, true],
    [{ image: "nginx:1.27" }, true],
    [{ image: "nginx:1.26" }, false],
    [{ image: "docker.io/library/nginx" }, false],
    [{ image: "!nginx" }, false],
    [{ runtime: "docker" }, true],
    [{ runtime: "pod*" }, false],
    [{ container: "web", image: "redis" }, false],
  ];
  for (const [changes, passes] of cases) {
    const name = JSON.stringify(changes);
    assertEquals(filter(changes).event(inContainer(event("exec"))), passes, name);
    assertEquals(filter(changes).event(inContainer(event("container"))), passes, name);
  }
});

Deno.test("compileFilter() knows an image without tag, digest and Docker's own registry", () => {
  const image = `docker.io/library/nginx:1.27@sha256:${"0".repeat(64)}`;
  for (
    const pattern of ["nginx", "nginx:1.27", "library/nginx", "docker.io/library/nginx", image]
  ) {
    assertEquals(filter({ image: pattern }).event(inContainer(event("exec"), { image })), true);
  }
  const ported = inContainer(event("exec"), { image: "localhost:5000/web" });
  assertEquals(filter({ image: "localhost:5000/web" }).event(ported), true);
  assertEquals(filter({ image: "localhost" }).event(ported), false);
});

Deno.test("compileFilter() takes an unknown name for no match, and for no exclusion", () => {
  const unnamed = inUnnamed(event("exec"));
  assertEquals(filter({ container: "web" }).event(unnamed), false);
  assertEquals(filter({ container: "!web" }).event(unnamed), true);
  assertEquals(filter({ image: "nginx" }).event(unnamed), false);
  assertEquals(filter({ runtime: "docker" }).event(unnamed), true);
});

Deno.test("compileFilter().mayPass() tells what a name may still decide", () => {
  const unnamed = inUnnamed(event("exec"));
  const may = (spec: Partial<FilterSpec>) => filter(spec).mayPass(unnamed);
  assertEquals([may({ container: "web" }), may({ image: "nginx" })], [true, true]);
  assertEquals(may({ container: "web", events: ["exit"] }), false);
  assertEquals(may({ container: "web", pids: [1] }), false);
  assertEquals(may({ container: "web", scope: "host" }), false);
  assertEquals(filter({ container: "web" }).mayPass(onHost(event("exec"))), false);
});

Deno.test("compileFilter() takes an id that is a name, as LXC's, for a name", () => {
  const owner = { kind: "lxc", containerId: "guest-1", nesting: [] } as const;
  const guest: LabelledEvent = {
    event: event("exec"),
    cgroup: { hierarchy: 0, id: 1, path: "/lxc.payload.guest-1", owner },
    container: { id: "guest-1", kind: "lxc", nesting: [] },
    label: "ok",
    role: "child",
  };
  assertEquals(filter({ container: "guest-*" }).event(guest), true);
});

Deno.test("compileFilter() leaves the host's events alone with flags about containers", () => {
  const { event: passes } = filter({ scope: "all", container: "db", image: "x", runtime: "y" });
  assertEquals(passes(onHost(event("exec"))), true);
  assertEquals(passes(inContainer(event("exec"))), false);
});

Deno.test("compileFilter() compares pid, user and short name of the process", () => {
  const credentials = { ...CREDENTIALS, uid: 33 };
  const of = inContainer(
    event("exec", { process: { pid: 7, vpid: 8, credentials, command: "php" } }),
  );
  const cases: readonly (readonly [Partial<FilterSpec>, boolean])[] = [
    [{ pids: [7] }, true],
    [{ pids: [8] }, false],
    [{ uids: [0, 33] }, true],
    [{ uids: [0] }, false],
    [{ comm: "php" }, true],
    [{ comm: "ph*,!php" }, false],
    [{ pids: [7], uids: [33], comm: "p?p" }, true],
  ];
  for (const [changes, passes] of cases) {
    assertEquals(filter(changes).event(of), passes, JSON.stringify(changes));
    assertEquals(filter(changes).event(inContainer(event("container"))), true);
    assertEquals(filter(changes).event(inContainer(event("cgroup"))), false);
  }
});

Deno.test("compileFilter() shows as failed exits with a code or by a signal, and names", () => {
  const { event: passes } = filter({ failed: true });
  const exit = (changes: { code?: number | undefined; signal?: string }) =>
    passes(inContainer(event("exit", { exit: changes })));
  assertEquals([exit({ code: 0 }), exit({ code: 1 })], [false, true]);
  assertEquals(exit({ code: undefined, signal: "SIGKILL" }), true);
  const others = ALL_KINDS.map((kind) => passes(inContainer(event(kind))));
  assertEquals(others, [false, false, false, false, true, true]);
});

Deno.test("compileFilter() shows of containers' lives what flags about processes are not against", () => {
  const shown = (changes: Partial<FilterSpec>, happening: Omit<Happening, "epochTime">) =>
    filter(changes).event(inContainer({
      kind: "container",
      time: 1,
      action: happening.action,
      happening: { epochTime: 1n, ...happening },
    }));
  assertEquals(shown({}, { action: "create" }), true);
  assertEquals(shown({ pids: [100] }, { action: "create" }), false);
  assertEquals(shown({ comm: "sh" }, { action: "die", exitCode: 1 }), false);
  assertEquals(shown({ failed: true }, { action: "create" }), false);
  assertEquals(shown({ failed: true }, { action: "die", exitCode: 0 }), false);
  assertEquals(shown({ failed: true }, { action: "die", exitCode: 137 }), true);
  assertEquals(shown({ failed: true }, { action: "oom" }), true);
  assertEquals(shown({ failed: true }, { action: "health", health: "unhealthy" }), true);
});

Deno.test("compileFilter() compares pod, namespace and labels", () => {
  const pod = { uid: "u-1", name: "web-0", namespace: "shop", labels: { app: "web" } };
  const labels = { tier: "front" };
  const cases: readonly (readonly [Partial<FilterSpec>, boolean])[] = [
    [{ pod: "web-*" }, true],
    [{ pod: "u-1" }, true],
    [{ pod: "db-*" }, false],
    [{ namespace: "shop" }, true],
    [{ namespace: "!kube-system" }, true],
    [{ namespace: "kube-system" }, false],
    [{ selector: "app=web,tier in (front,back)" }, true],
    [{ selector: "app!=web" }, false],
    [{ pod: "web-0", namespace: "other" }, false],
  ];
  for (const [changes, passes] of cases) {
    const name = JSON.stringify(changes);
    const { event: test } = filter(changes);
    assertEquals(test(inContainer(event("exec"), { pod, labels })), passes, name);
    assertEquals(test(onHost(event("exec"))), false, name);
  }
  assertEquals(filter({ pod: "web-0" }).event(inContainer(event("exec"))), false);
  assertEquals(filter({ namespace: "!shop" }).event(inContainer(event("exec"))), true);
});

Deno.test("compileFilter().container() waits for pods and labels that may still be told", () => {
  const owner = { ...WEB_OWNER, kind: "kubernetes-containerd", podUid: "u-1" } as const;
  const verdict = (changes: Partial<FilterSpec>, container?: Container) =>
    filter(changes).container(owner, container);
  const pod = { uid: "u-1", name: "web-0", namespace: "shop" };
  assertEquals(verdict({ pod: "db" }), "maybe");
  assertEquals(verdict({ pod: "db" }, WEB), "maybe");
  assertEquals(verdict({ pod: "db" }, { ...WEB, pod }), "no");
  assertEquals(verdict({ pod: "web-0" }, { ...WEB, pod }), "yes");
  assertEquals(verdict({ namespace: "x" }, WEB), "maybe");
  assertEquals(verdict({ namespace: "x" }, { ...WEB, pod }), "no");
  assertEquals(verdict({ selector: "a" }, { ...WEB, pod, labels: {} }), "maybe");
  assertEquals(
    verdict({ selector: "a" }, { ...WEB, pod: { ...pod, labels: {} }, labels: {} }),
    "no",
  );
});

Deno.test("compileFilter() evaluates the expression over the JSON form", () => {
  const { event: passes } = filter({ expression: 'event == "exec" && !has(process.pid)' });
  assertEquals(passes(inContainer(event("exec"))), true);
  assertEquals(passes(inContainer(event("exit"))), false);
});

Deno.test("compileFilter() says which part makes no sense", () => {
  const part = (changes: Partial<FilterSpec>) =>
    assertThrows(() => filter(changes), FilterError).part;
  assertEquals(part({ container: "!" }), "container");
  assertEquals(part({ image: "[" }), "image");
  assertEquals(part({ runtime: "," }), "runtime");
  assertEquals(part({ pod: "[" }), "pod");
  assertEquals(part({ namespace: "" }), "namespace");
  assertEquals(part({ selector: "a b" }), "selector");
  assertEquals(part({ comm: "sixteen-letters-" }), "comm");
  assertEquals(part({ expression: "nope == 1" }), "expression");
});

Deno.test("compileFilter().container() drops only what can never pass", () => {
  const verdict = (changes: Partial<FilterSpec>, container: Container | undefined = WEB) =>
    filter(changes).container(WEB_OWNER, container);
  assertEquals(verdict({}), "yes");
  assertEquals(verdict({ scope: "host" }), "no");
  assertEquals(verdict({ container: "db" }), "maybe");
  assertEquals(verdict({ container: "web" }), "maybe");
  assertEquals(verdict({ container: "d".repeat(64) }), "no");
  assertEquals(verdict({ container: WEB_ID }), "yes");
  assertEquals(verdict({ image: "redis" }), "no");
  assertEquals(verdict({ image: "nginx" }), "yes");
  assertEquals(filter({ image: "redis" }).container(WEB_OWNER), "maybe");
  assertEquals(verdict({ runtime: "podman" }), "no");
  assertEquals(verdict({ container: "web", image: "redis" }), "no");
  const host = (scope: FilterSpec["scope"]) => filter({ scope }).container(HOST_OWNER);
  assertEquals([host("containers"), host("all"), host("host")], ["no", "yes", "yes"]);
});

Deno.test("compileFilter().container() is sure of names that the runtime cannot change", () => {
  const owner = { ...WEB_OWNER, kind: "kubernetes-containerd" } as const;
  const container = { ...WEB, kind: "kubernetes-containerd" } as const;
  assertEquals(filter({ container: "db" }).container(owner, container), "no");
  assertEquals(filter({ container: "web" }).container(owner, container), "yes");
  assertEquals(filter({ container: "db" }).container(owner), "maybe");
});

const spec: fc.Arbitrary<FilterSpec> = fc.record({
  events: fc.subarray([...ALL_KINDS]),
  container: fc.constantFrom("web", "!web", "w*", WEB_ID, "db", `!${WEB_ID.slice(0, 12)}`),
  image: fc.constantFrom("nginx", "!nginx", "redis"),
  runtime: fc.constantFrom("docker", "!docker", "podman"),
  pod: fc.constantFrom("web-0", "!web-0", "u-1"),
  namespace: fc.constantFrom("shop", "!shop"),
  selector: fc.constantFrom("app=web", "app!=web", "!app", "tier"),
  pids: fc.subarray([100, 200]),
  uids: fc.subarray([0, 33]),
  comm: fc.constantFrom("sh", "!sh", "s*"),
  failed: fc.boolean(),
  expression: fc.constantFrom('event == "exec"', "process.pid > 1", "true"),
  scope: fc.constantFrom("containers" as const, "all" as const, "host" as const),
}, { requiredKeys: ["events", "pids", "uids", "failed", "scope"] });

Deno.test("compileFilter() lets no event pass of a cgroup or kind it gave up", () => {
  fc.assert(fc.property(
    spec,
    fc.constantFrom(...ALL_KINDS),
    fc.constantFrom("web", "db"),
    fc.record({
      pod: fc.record({
        uid: fc.constant("u-1"),
        name: fc.constantFrom("web-0", "db-0"),
        namespace: fc.constant("shop"),
        labels: fc.constantFrom({ app: "web" }, {}),
      }),
      labels: fc.constantFrom({ app: "web" }, { tier: "front" }, {}),
    }, { requiredKeys: [] }),
    (spec, kind, name, more) => {
      const compiled = compileFilter(spec, CONTEXT);
      const hints = kernelHints(spec);
      const later = inContainer(event(kind), { name, ...more });
      if (!compiled.event(later)) return;
      assertEquals(compiled.container(WEB_OWNER, WEB) === "no", false);
      assertEquals(compiled.container(WEB_OWNER) === "no", false);
      assertEquals(hints.events.has(kind), true);
      if (kind === "container") return;
      assertEquals(hints.pids?.includes(100) ?? true, true);
      assertEquals(hints.uids?.includes(0) ?? true, true);
      assertEquals(hints.comms?.includes("sh") ?? true, true);
    },
  ));
});

Deno.test("kernelHints() holds what the kernel can compare, and no more", () => {
  const hints = kernelHints({
    ...OPEN,
    events: ["fork", "exec", "exit", "container"],
    failed: true,
    pids: [1],
    comm: "sh,ls",
  });
  assertEquals([...hints.events], ["exit", "container", "lost"]);
  assertEquals([hints.pids, hints.uids, hints.comms], [[1], undefined, ["sh", "ls"]]);
  assertEquals(hints.failedOnly, true);
  assertEquals(kernelHints({ ...OPEN, comm: "sh,l*" }).comms, undefined);
});

Deno.test("compileFilter() takes an owner for a container by its id alone", () => {
  for (const kind of OWNER_KINDS) {
    assertEquals(filter({}).container({ kind, nesting: [] }), "no", kind);
    assertEquals(filter({}).container({ kind, containerId: "x", nesting: [] }), "yes", kind);
  }
});
