import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseEvent } from "../../../src/enrich/containerd/parse_event.ts";
import { type EncodeField, encodeMessage } from "../grpc/encode_message.ts";
import { events, MESSAGES } from "./fixtures.ts";

const TIME: EncodeField = [1, [[1, 1_795_000_000], [2, 123_456_789]]];

function envelope(
  topic: string,
  event: readonly EncodeField[],
  namespace = "default",
): Uint8Array {
  return encodeMessage([TIME, [2, namespace], [3, topic], [4, [[1, "some.Type"], [
    2,
    encodeMessage(event),
  ]]]]);
}

/** What the capture tells of a namespace's containers, with short names for their random ids. */
function lives(namespace: string): string[] {
  return events().flatMap((message) => {
    const event = parseEvent(MESSAGES, message);
    if (typeof event === "string") return event === "malformed" ? [event] : [];
    if (event.namespace !== namespace) return [];
    const { action, epochTime, ...details } = event.happening;
    assertEquals(epochTime > 1_795_000_000_000_000_000n, true);
    const id = event.id.length === 64 ? "" : `${event.id} `;
    const state = event.state === undefined ? "" : ` ${event.state}`;
    return [`${id}${action}${state}${event.tellsNames ? " *" : ""} ${JSON.stringify(details)}`];
  });
}

Deno.test("parseEvent() reads what a real containerd tells of containers by ctr", () => {
  assertEquals(lives("default"), [
    "brief create created * {}",
    "brief start running {}",
    'brief die exited {"exitCode":3}',
    "brief destroy {}",
    "web create created * {}",
    "web start running {}",
    "web exec {}",
    'web exec_exit {"exitCode":0}',
    "web pause paused {}",
    "web unpause running {}",
    "web update * {}",
    'web die exited {"exitCode":137}',
    "web destroy {}",
  ]);
});

Deno.test("parseEvent() reads what a real containerd tells of a pod", () => {
  assertEquals(lives("k8s.io").toSorted(), [
    "create created * {}",
    "create created * {}",
    "destroy {}",
    "destroy {}",
    'die exited {"exitCode":137}',
    'die exited {"exitCode":137}',
    "start running {}",
    "start running {}",
  ]);
});

Deno.test("parseEvent() ignores what is none of its business", () => {
  const others: readonly (readonly [string, string])[] = [
    ["/tasks/start", "moby"],
    ["/snapshot/prepare", "default"],
    ["/tasks/new-in-a-later-version", "default"],
  ];
  for (const [topic, namespace] of others) {
    assertEquals(parseEvent(MESSAGES, envelope(topic, [[1, "web"]], namespace)), "ignored");
  }
});

Deno.test("parseEvent() takes an event without id or time for malformed", () => {
  assertEquals(parseEvent(MESSAGES, new Uint8Array()), "malformed");
  assertEquals(parseEvent(MESSAGES, envelope("/tasks/start", [])), "malformed");
  assertEquals(parseEvent(MESSAGES, envelope("/tasks/start", [[1, "x".repeat(77)]])), "malformed");
  const timeless: readonly EncodeField[] = [[2, "default"], [3, "/tasks/oom"], [4, [[2, [[
    1,
    "a",
  ]]]]]];
  assertEquals(parseEvent(MESSAGES, encodeMessage(timeless)), "malformed");
});

Deno.test("parseEvent() keeps no exit code that cannot be one", () => {
  const event = parseEvent(
    MESSAGES,
    envelope("/tasks/exit", [[1, "web"], [2, "web"], [4, 4_294_967_295]]),
  );
  assertEquals(typeof event === "string" ? event : event.happening.exitCode, undefined);
});

Deno.test("parseEvent() never throws", () => {
  const captured = events();
  fc.assert(fc.property(
    fc.nat(captured.length - 1),
    fc.nat(300),
    fc.integer({ min: 0, max: 255 }),
    fc.boolean(),
    (index, at, value, cut) => {
      const message = captured[index]?.slice() ?? new Uint8Array();
      if (at < message.length) message[at] = value;
      parseEvent(MESSAGES, cut ? message.subarray(0, at) : message);
    },
  ));
  fc.assert(fc.property(fc.uint8Array(), (garbage) => {
    parseEvent(MESSAGES, garbage);
  }));
});
