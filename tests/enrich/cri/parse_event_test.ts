import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseEvent } from "../../../src/enrich/cri/parse_event.ts";
import { type EncodeField, encodeMap, encodeMessage } from "../grpc/encode_message.ts";
import { MESSAGES } from "./fixtures.ts";

// containerd 1.6 offers no such stream: these messages are made by hand, by the numbers of api.proto.

const AT: EncodeField = [3, 1_795_000_000_123_456];
const SANDBOX: EncodeField = [4, [
  [1, "s1"],
  [2, [[1, "web-0"], [2, "u1"], [3, "shop"]]],
  [4, 5],
  ...encodeMap(7, { app: "web" }),
]];

function status(state: number, ...more: EncodeField[]): EncodeField {
  return [5, [[1, "c1"], [2, [[1, "nginx"], [2, 3]]], [3, state], [8, [[1, "nginx:1"]]], ...more]];
}

function event(...fields: EncodeField[]): unknown {
  const told = parseEvent(MESSAGES, encodeMessage(fields));
  if (typeof told === "string") return told;
  const { id, container, happening: { epochTime, ...happening } } = told;
  assertEquals(epochTime, 1_795_000_000_123_456n);
  return [id, container?.name, container?.state, container?.pod?.labels?.app, happening];
}

Deno.test("parseEvent() reads each kind of event", () => {
  assertEquals(event([1, "c1"], AT, SANDBOX, status(0)), [
    ...["c1", "nginx", "created", "web"],
    { action: "create" },
  ]);
  assertEquals(event([1, "c1"], [2, 1], AT, SANDBOX, status(1)), [
    ...["c1", "nginx", "running", "web"],
    { action: "start" },
  ]);
  assertEquals(event([1, "c1"], [2, 2], AT, SANDBOX, status(2, [7, 137])), [
    ...["c1", "nginx", "exited", "web"],
    { action: "die", exitCode: 137 },
  ]);
  assertEquals(event([1, "c1"], [2, 2], AT, status(2)), [
    ...["c1", "nginx", "exited", undefined],
    { action: "die", exitCode: 0 },
  ]);
  assertEquals(event([1, "c1"], [2, 3], AT), [
    ...["c1", undefined, undefined, undefined],
    { action: "destroy" },
  ]);
});

Deno.test("parseEvent() reads the event of a pod's sandbox", () => {
  assertEquals(event([1, "s1"], [2, 1], AT, SANDBOX, status(1)), [
    ...["s1", "web-0", "running", "web"],
    { action: "start" },
  ]);
});

Deno.test("parseEvent() ignores kinds of a later version, and takes the rest for malformed", () => {
  assertEquals(event([1, "c1"], [2, 4], AT), "ignored");
  assertEquals(event([1, "c1"]), "malformed");
  assertEquals(event(AT), "malformed");
  assertEquals(event([1, "../c1"], AT), "malformed");
  assertEquals(parseEvent(MESSAGES, new Uint8Array([0xff])), "malformed");
});

Deno.test("parseEvent() never throws", () => {
  fc.assert(fc.property(fc.uint8Array(), (garbage) => {
    parseEvent(MESSAGES, garbage);
  }));
});
