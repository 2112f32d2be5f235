import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import { MessageQueue } from "../../../src/enrich/grpc/message_queue.ts";

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

Deno.test("MessageQueue applies messages one after the other, in their order", async () => {
  const queue = new MessageQueue(10);
  const stop = new AbortController();
  const seen: string[] = [];
  queue.push(bytes(1));
  queue.push(undefined);
  const drained = queue.drain(stop.signal, async (message) => {
    seen.push(`begin ${message}`);
    await Promise.resolve();
    seen.push(`end ${message}`);
    if (message?.[0] === 3) stop.abort();
  });
  queue.push(bytes(3));
  await drained;
  assertEquals(seen, [
    "begin 1",
    "end 1",
    "begin undefined",
    "end undefined",
    "begin 3",
    "end 3",
  ]);
});

Deno.test("MessageQueue throws when too many wait, and ends when nobody comes", async () => {
  const queue = new MessageQueue(1);
  queue.push(bytes(1));
  assertThrows(() => queue.push(bytes(2)), ApiFailure);
  const stop = new AbortController();
  const drained = queue.drain(stop.signal, () => {});
  stop.abort();
  await drained;
});

Deno.test("MessageQueue.drain() rejects as the work does", async () => {
  const queue = new MessageQueue(1);
  queue.push(bytes(1));
  await assertRejects(
    () => queue.drain(new AbortController().signal, () => Promise.reject(new ApiFailure("no"))),
    ApiFailure,
  );
});
