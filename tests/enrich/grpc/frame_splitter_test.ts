import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import { FrameSplitter } from "../../../src/enrich/grpc/frame_splitter.ts";
import { split } from "../api/fixtures.ts";
import { framed } from "./fake_grpc.ts";

Deno.test("FrameSplitter finds the messages in chunks of any size", () => {
  fc.assert(fc.property(
    fc.array(fc.uint8Array({ maxLength: 30 }), { minLength: 1, maxLength: 10 }),
    fc.integer({ min: 1, max: 40 }),
    (messages, chunkSize) => {
      const stream = new Uint8Array(messages.flatMap((message) => [...framed(message)]));
      assertEquals(split(stream, new FrameSplitter(30), chunkSize), messages);
    },
  ));
});

Deno.test("FrameSplitter drops a message over its limit, and goes on", () => {
  const [small, large] = [new Uint8Array(10), new Uint8Array(11)];
  const stream = new Uint8Array([...framed(large), ...framed(small)]);
  assertEquals(split(stream, new FrameSplitter(10), 3), [undefined, small]);
});

Deno.test("FrameSplitter throws for what is no such stream", () => {
  assertThrows(() => split(new Uint8Array([1, 0, 0, 0, 0]), new FrameSplitter(9)), ApiFailure);
  assertThrows(() => split(new Uint8Array([0, 0, 0, 0, 5, 1]), new FrameSplitter(9)), ApiFailure);
  assertThrows(() => split(new Uint8Array([0, 0]), new FrameSplitter(9)), ApiFailure);
});
