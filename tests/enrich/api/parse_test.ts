import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ArraySplitter } from "../../../src/enrich/api/array_splitter.ts";
import { LineSplitter } from "../../../src/enrich/api/line_splitter.ts";
import { parseEvent as parseEventOf } from "../../../src/enrich/api/parse_event.ts";
import { parseInspected } from "../../../src/enrich/api/parse_inspect.ts";
import { parseListed } from "../../../src/enrich/api/parse_list.ts";
import { DOCKER_DIALECT } from "../../../src/enrich/docker/docker_dialect.ts";
import type { Happening } from "../../../src/model/event.ts";
import { idOf } from "./fake_daemon.ts";
import { fixture, split } from "./fixtures.ts";

const POD = {
  uid: "1d2c3b4a-0000-4000-8000-123456789abc",
  name: "web-0",
  namespace: "shop",
  container: "nginx",
};

const LABELS = {
  "com.docker.compose.project": "shop",
  "com.docker.compose.service": "web",
  "com.docker.swarm.service.name": "shop_web",
  "com.docker.swarm.task.name": "shop_web.1.abc",
  "com.hashicorp.nomad.job_name": "shop",
  "com.hashicorp.nomad.task_name": "web",
  "io.kubernetes.container.name": "nginx",
  "io.kubernetes.pod.name": "web-0",
  "io.kubernetes.pod.namespace": "shop",
  "io.kubernetes.pod.uid": "1d2c3b4a-0000-4000-8000-123456789abc",
};

const TIME = { time: 1795303334, timeNano: 1795303334195525700 };

function parseEvent(line: Uint8Array): ReturnType<typeof parseEventOf> {
  return parseEventOf(line, DOCKER_DIALECT);
}

function event(value: unknown): ReturnType<typeof parseEvent> {
  return parseEvent(new TextEncoder().encode(JSON.stringify(value)));
}

function entry(value: unknown): ReturnType<typeof parseListed> {
  return parseListed(new TextEncoder().encode(JSON.stringify(value)));
}

function created(id: unknown, attributes: unknown): ReturnType<typeof parseEvent> {
  return event({ Type: "container", Action: "create", Actor: { ID: id, Attributes: attributes } });
}

/** Events of the capture that mean something, as texts: name, what happened, what it changed. */
function lives(): string[] {
  return split(fixture("events.jsonl"), new LineSplitter(1 << 20), 1000).flatMap((line) => {
    const told = parseEvent(line ?? new Uint8Array());
    if (typeof told === "string") return told === "malformed" ? [told] : [];
    const { action, epochTime, ...details } = told.happening ?? { action: "?", epochTime: 0n };
    assertEquals(epochTime > 1_000_000_000_000_000_000n, true);
    const { name = "-", state } = told.container ?? {};
    const marks = [told.isChange ? "*" : "", told.isRemoval ? "x" : "", state ?? ""].join("");
    return [`${name} ${action}${marks === "" ? "" : ` ${marks}`} ${JSON.stringify(details)}`];
  });
}

Deno.test("parseEvent() reads real containers' lives, with states and details", () => {
  assertEquals(lives(), [
    "brief create *created {}",
    "brief start *running {}",
    'brief die *exited {"exitCode":0}',
    "- destroy x {}",
    "broken create *created {}",
    "- destroy x {}",
    "web create *created {}",
    "web start *running {}",
    'web exec {"commandLine":"/bin/echo two words \u00e9\\n\\u001b[31m"}',
    'web exec_exit {"exitCode":0}',
    'shop-web rename * {"oldName":"web"}',
    "shop-web pause *paused {}",
    "shop-web unpause *running {}",
    "linked create *created {}",
    "retagged create *created {}",
    "failed create *created {}",
    "failed start *running {}",
    'failed die *exited {"exitCode":0}',
    "shop-web update {}",
    'shop-web kill {"signal":"SIGTERM"}',
    'shop-web kill {"signal":"SIGKILL"}',
    'shop-web die *exited {"exitCode":137}',
    "shop-web stop *exited {}",
    "shop-web start *running {}",
    "shop-web restart {}",
    'shop-web kill {"signal":"SIGWINCH"}',
    'shop-web kill {"signal":"SIGTERM"}',
    'shop-web kill {"signal":"SIGKILL"}',
    'shop-web die *exited {"exitCode":137}',
    "shop-web stop *exited {}",
    "shop-web start *running {}",
    "again create *created {}",
    "again start *running {}",
    'again die *exited {"exitCode":1}',
    "again start *running {}",
    'again die *exited {"exitCode":1}',
    "greedy create *created {}",
    "greedy start *running {}",
    "greedy oom {}",
    'greedy die *exited {"exitCode":137}',
    "checked create *created {}",
    "checked start *running {}",
    'checked exec {"commandLine":"/bin/sh -c /bin/test -e /ill || /bin/true"}',
    'checked exec_exit {"exitCode":0}',
    'checked health {"health":"healthy"}',
    "- destroy x {}",
    "- destroy x {}",
    'checked kill {"signal":"SIGKILL"}',
    'checked die *exited {"exitCode":137}',
    "- destroy x {}",
    'shop-web kill {"signal":"SIGKILL"}',
    'shop-web die *exited {"exitCode":137}',
    "- destroy x {}",
    "- destroy x {}",
    "- destroy x {}",
    "- destroy x {}",
  ]);
});

Deno.test("parseEvent() takes labels from the events that tell names, and times to the ns", () => {
  const told = split(fixture("events.jsonl"), new LineSplitter(1 << 20)).flatMap((line) => {
    const parsed = parseEvent(line ?? new Uint8Array());
    const isWeb = typeof parsed !== "string" && parsed.container?.pod !== undefined;
    return isWeb ? [{ ...parsed, text: new TextDecoder().decode(line) }] : [];
  });
  assertEquals(told.map(({ happening }) => happening?.action), ["create", "rename"]);
  for (const { container, happening, text } of told) {
    assertEquals(container?.pod, POD);
    // A label named as one of the daemon's own attributes cannot be told from it.
    assertEquals({ ...container?.labels }, LABELS);
    assertEquals(container?.orchestration, {
      compose: { project: "shop", service: "web" },
      swarm: { service: "shop_web", task: "shop_web.1.abc" },
      nomad: { job: "shop", task: "web" },
    });
    assertEquals(text.includes(`"timeNano":${happening?.epochTime}}`), true);
  }
  const [{ container, happening } = {}] = told;
  assertEquals(container?.createdAt, Number((happening?.epochTime ?? 0n) / 1_000_000n));
});

Deno.test("parseListed() reads real entries, and the own name among legacy link names", () => {
  const entries = split(fixture("list.jsonl"), new ArraySplitter(1 << 20), 1000)
    .map((piece) => parseListed(piece ?? new Uint8Array()));
  assertEquals(entries.map((container) => container?.name), [
    "failed",
    "retagged",
    "linked",
    "shop-web",
  ]);
  assertEquals(entries.map((container) => container?.pod), [undefined, undefined, undefined, POD]);
  assertEquals(entries[0]?.image?.startsWith("sha256:"), true);
  assertEquals(entries.map((container) => container?.state), [
    "exited",
    "created",
    "created",
    "running",
  ]);
  assertEquals({ ...entries[3]?.labels }, { ...LABELS, name: "liar", image: "liar" });
  assertEquals(entries.every((container) => (container?.createdAt ?? 0) > 1.7e12), true);
  assertEquals(split(fixture("list_empty.jsonl"), new ArraySplitter(100)), []);
  assertEquals(split(fixture("list_one.jsonl"), new ArraySplitter(1 << 20)).length, 1);
});

Deno.test("parseEvent() needs a true id and a name, and nothing else", () => {
  assertEquals(created(idOf("a"), { name: "web" }), {
    id: idOf("a"),
    container: { id: idOf("a"), name: "web", labels: {}, state: "created" },
    isChange: true,
    happening: undefined,
    isRemoval: false,
  });
  for (const id of [undefined, null, 7, {}, "", "a", "__proto__", `${idOf("a")}0`, idOf("A")]) {
    assertEquals(created(id, { name: "web" }), "malformed");
  }
  for (const name of [undefined, null, 7, {}, [], ["web"], ""]) {
    assertEquals(created(idOf("a"), { name }), "malformed");
  }
  for (const attributes of [undefined, null, 7, "name", ["name"]]) {
    assertEquals(created(idOf("a"), attributes), "malformed");
  }
});

Deno.test("parseEvent() ignores other actions and other types", () => {
  for (
    const Action of ["attach", "top", "exec_create: sh -c rename", ": rename", "constructor", ""]
  ) {
    assertEquals(event({ Type: "container", Action }), "ignored");
  }
  assertEquals(event({ Type: "network", Action: "create" }), "ignored");
  assertEquals(event({ Action: "create" }), "ignored");
});

Deno.test("parseEvent() and parseListed() bound every text", () => {
  const long = "x".repeat(100_000);
  const labels = { "io.kubernetes.pod.name": long, "io.kubernetes.pod.uid": 7 };
  const expected = {
    id: idOf("a"),
    name: `${"x".repeat(255)}\u2026`,
    image: `${"x".repeat(511)}\u2026`,
    pod: { name: `${"x".repeat(255)}\u2026` },
    labels: {},
  };
  const told = created(idOf("a"), { ...labels, name: long, image: long });
  assertEquals(typeof told === "string" ? told : told.container, { ...expected, state: "created" });
  assertEquals(
    entry({ Id: idOf("a"), Names: [`/${long}`], Image: long, Labels: labels }),
    expected,
  );
  assertEquals(detailsOf(`exec_start: ${long}`).commandLine?.length, 4096);
  assertEquals(detailsOf(`health_status: ${long}`).health?.length, 32);
  assertEquals(detailsOf("rename", { name: "a", oldName: `/${long}` }).oldName?.length, 256);
});

/** The happening of an event that has a time. */
function detailsOf(action: string, attributes: unknown = {}): Partial<Happening> {
  const actor = { ID: idOf("a"), Attributes: attributes };
  const told = event({ Type: "container", Action: action, Actor: actor, ...TIME });
  return typeof told === "string" ? {} : told.happening ?? {};
}

Deno.test("parseEvent() leaves out details that are none, and happenings without a time", () => {
  for (const exitCode of [undefined, "", "x", "1e3", {}, 1.5, "99999999999"]) {
    assertEquals("exitCode" in detailsOf("die", { exitCode }), false);
  }
  assertEquals(detailsOf("die", { exitCode: "255" }).exitCode, 255);
  assertEquals(detailsOf("die", { exitCode: -1 }).exitCode, -1);
  for (const signal of [undefined, "", "0", "65", "33", "kill", "\x1b[31m", {}]) {
    assertEquals("signal" in detailsOf("kill", { signal }), false);
  }
  assertEquals("commandLine" in detailsOf("exec_start: "), false);
  assertEquals(detailsOf("exec_start: a: b").commandLine, "a: b");
  for (const time of [{}, { timeNano: "1" }, { timeNano: -1 }, { time: 1e300 }, { timeNano: 7 }]) {
    const actor = { ID: idOf("a"), Attributes: { name: "web" } };
    const told = event({ Type: "container", Action: "start", Actor: actor, ...time });
    assertEquals(typeof told === "string" ? told : [told.happening, told.container], [
      undefined,
      { id: idOf("a"), name: "web", state: "running" },
    ]);
  }
});

Deno.test("parseListed() takes no link name and no other type for a name", () => {
  for (const Names of [undefined, null, [], "web", ["/a/b"], [7], [["/web"]], ["/"], [""], {}]) {
    assertEquals(entry({ Id: idOf("a"), Names }), undefined);
  }
  assertEquals(entry({ Id: idOf("a"), Names: [7, "/a/b", "/web"] })?.name, "web");
});

Deno.test("parseEvent() calls invalid UTF-8 and deep nesting malformed", () => {
  const text = JSON.stringify({ Type: "container", Action: "create", x: "?" });
  const bytes = new TextEncoder().encode(text);
  bytes[text.indexOf("?")] = 0xff;
  assertEquals(parseEvent(bytes), "malformed");
  const deep = "[".repeat(500_000) + "]".repeat(500_000);
  assertEquals(parseEvent(new TextEncoder().encode(deep)), "malformed");
  const number = new TextEncoder().encode(`{"Action":1e999,"Type":${"9".repeat(10_000)}}`);
  assertEquals(parseEvent(number), "malformed");
});

Deno.test("parseEvent() and parseListed() never throw, for any JSON and any bytes", () => {
  const hostile = fc.oneof(fc.jsonValue(), fc.constantFrom(idOf("a"), ["/web"], "create"));
  const shaped = fc.record({
    Type: fc.constant("container"),
    Action: fc.oneof(
      fc.constantFrom(...DOCKER_DIALECT.actions.keys()),
      fc.constantFrom("exec_start: x", "health_status:", "exec_start"),
    ),
    time: hostile,
    timeNano: fc.oneof(hostile, fc.double()),
    State: hostile,
    Created: hostile,
    Config: hostile,
    Name: hostile,
    Actor: fc.oneof(hostile, fc.record({ ID: hostile, Attributes: hostile })),
    Id: hostile,
    Names: hostile,
    Labels: hostile,
  }, { requiredKeys: [] });
  fc.assert(fc.property(shaped, (value) => {
    event(value);
    entry(value);
    parseInspected(new TextEncoder().encode(JSON.stringify(value)));
  }));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    assertEquals(parseEvent(bytes), "malformed");
    assertEquals(parseListed(bytes), undefined);
    assertEquals(parseInspected(bytes), undefined);
  }));
});

Deno.test("parseInspected() reads what a real daemon knows of its containers", () => {
  const states = (["running", "created", "exited"] as const).map((state) => {
    const told = parseInspected(fixture(`${state}_inspect.jsonl`));
    assertEquals(told?.state, state);
    assertEquals((told?.createdAt ?? 0) > 1.7e12, true);
    assertEquals((told?.startedAt ?? Infinity) > (told?.createdAt ?? 0), true);
    assertEquals("startedAt" in (told ?? {}), state !== "created");
    return `${told?.name} ${told?.image} ${told?.restartCount}`;
  });
  assertEquals(states, ["shop-web img:1 0", "retagged img:1 0", "failed img:1 0"]);
  assertEquals(parseInspected(fixture("running_inspect.jsonl"))?.pod, POD);
});
