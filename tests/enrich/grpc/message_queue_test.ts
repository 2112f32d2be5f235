import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import { MessageQueue } from "../../../src/enrich/grpc/message_queue.ts";

Deno.test("MessageQueue applies messages one after the other, in their order", async () => {
  const queue = new MessageQueue<number>(10);
  const stop = new AbortController();
  const seen: string[] = [];
  queue.push(1, 100);
  queue.push(2, 100);
  const drained = queue.drain(stop.signal, async (message) => {
    seen.push(`begin ${message}`);
    await Promise.resolve();
    seen.push(`end ${message}`);
    if (message === 3) stop.abort();
  });
  queue.push(3, 100);
  await drained;
  assertEquals(seen, [
    "begin 1",
    "end 1",
    "begin 2",
    "end 2",
    "begin 3",
    "end 3",
  ]);
});

Deno.test("MessageQueue throws when too many wait, and ends when nobody comes", async () => {
  const queue = new MessageQueue<number>(1);
  queue.push(1, 100);
  assertThrows(() => queue.push(2, 100), ApiFailure);
  const stop = new AbortController();
  const drained = queue.drain(stop.signal, () => {});
  stop.abort();
  await drained;
});

Deno.test("MessageQueue throws when what waits takes too much room", async () => {
  const queue = new MessageQueue<string>(10);
  const most = 16 * 1024 * 1024;
  queue.push("large", most);
  assertThrows(() => queue.push("small", 1), ApiFailure);
  const stop = new AbortController();
  await queue.drain(stop.signal, () => stop.abort());
});

Deno.test("MessageQueue.drain() rejects as the work does", async () => {
  const queue = new MessageQueue<number>(1);
  queue.push(1, 100);
  await assertRejects(
    () => queue.drain(new AbortController().signal, () => Promise.reject(new ApiFailure("no"))),
    ApiFailure,
  );
});
