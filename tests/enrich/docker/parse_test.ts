import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ArraySplitter } from "../../../src/enrich/docker/array_splitter.ts";
import { LineSplitter } from "../../../src/enrich/docker/line_splitter.ts";
import { parseEvent } from "../../../src/enrich/docker/parse_event.ts";
import { parseListed } from "../../../src/enrich/docker/parse_list.ts";
import { idOf } from "./fake_daemon.ts";
import { fixture, split } from "./fixtures.ts";

const POD = {
  uid: "1d2c3b4a-0000-4000-8000-123456789abc",
  name: "web-0",
  namespace: "shop",
  container: "nginx",
};

function event(value: unknown): ReturnType<typeof parseEvent> {
  return parseEvent(new TextEncoder().encode(JSON.stringify(value)));
}

function entry(value: unknown): ReturnType<typeof parseListed> {
  return parseListed(new TextEncoder().encode(JSON.stringify(value)));
}

function created(id: unknown, attributes: unknown): ReturnType<typeof parseEvent> {
  return event({ Type: "container", Action: "create", Actor: { ID: id, Attributes: attributes } });
}

Deno.test("parseEvent() reads the names of real containers' lives", () => {
  const told = split(fixture("events.jsonl"), new LineSplitter(1 << 20), 1000)
    .map((line) => parseEvent(line ?? new Uint8Array()))
    .flatMap((change) => {
      if (typeof change === "string") return change === "malformed" ? [change] : [];
      if (change.kind === "removed") return ["removed"];
      return [`${change.container.name} ${change.container.image}`];
    });
  assertEquals(told, [
    "brief img:1",
    "removed",
    "broken img:1",
    "removed",
    "web img:1",
    "shop-web img:1",
    "linked img:1",
    "retagged img:1",
    "failed img:1",
    "removed",
    "removed",
    "removed",
    "removed",
  ]);
});

Deno.test("parseEvent() reads the Kubernetes labels of a real container", () => {
  const changes = split(fixture("events.jsonl"), new LineSplitter(1 << 20))
    .map((line) => parseEvent(line ?? new Uint8Array()));
  const pods = changes.flatMap((change) =>
    typeof change === "string" || change.kind === "removed" ? [] : [change.container.pod]
  );
  assertEquals(pods, [undefined, undefined, POD, POD, undefined, undefined, undefined]);
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
  assertEquals(split(fixture("list_empty.jsonl"), new ArraySplitter(100)), []);
  assertEquals(split(fixture("list_one.jsonl"), new ArraySplitter(1 << 20)).length, 1);
});

Deno.test("parseEvent() needs a true id and a name, and nothing else", () => {
  assertEquals(created(idOf("a"), { name: "web" }), {
    kind: "update",
    container: { id: idOf("a"), name: "web" },
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
  for (const Action of ["start", "die", "exec_create: sh -c rename", "constructor", ""]) {
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
  };
  assertEquals(created(idOf("a"), { ...labels, name: long, image: long }), {
    kind: "update",
    container: expected,
  });
  assertEquals(
    entry({ Id: idOf("a"), Names: [`/${long}`], Image: long, Labels: labels }),
    expected,
  );
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
    Action: fc.constantFrom("create", "rename", "destroy"),
    Actor: fc.oneof(hostile, fc.record({ ID: hostile, Attributes: hostile })),
    Id: hostile,
    Names: hostile,
    Labels: hostile,
  }, { requiredKeys: [] });
  fc.assert(fc.property(shaped, (value) => {
    event(value);
    entry(value);
  }));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    assertEquals(parseEvent(bytes), "malformed");
    assertEquals(parseListed(bytes), undefined);
  }));
});
