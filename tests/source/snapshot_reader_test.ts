import { assertEquals, assertRejects } from "@std/assert";
import { SnapshotReader } from "../../src/source/snapshot_reader.ts";

/** Hands out these answers, one a call: bytes of a part, 0 at the end, or what goes wrong. */
class FakeSession {
  readonly sizes: number[] = [];
  readonly #answers: (number | Error)[];

  constructor(...answers: readonly (number | Error)[]) {
    this.#answers = [...answers];
  }

  snapshot(buffer: Uint8Array<ArrayBuffer>): Promise<number> {
    this.sizes.push(buffer.length);
    buffer[0] = this.sizes.length;
    const answer = this.#answers.shift() ?? 0;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

async function read(reader: SnapshotReader) {
  const parts: [first: number | undefined, used: number][] = [];
  for await (const { bytes, used } of reader.parts()) parts.push([bytes.u8[0], used]);
  return parts;
}

Deno.test("SnapshotReader gives the parts in order, each while the next one is filled", async () => {
  const session = new FakeSession(300, 200, 100, 0);
  const asked: number[] = [];
  const reader = new SnapshotReader(session);
  for await (const _ of reader.parts()) asked.push(session.sizes.length);
  assertEquals(asked, [2, 3, 4]);
  const again = new FakeSession(300, 200, 100, 0);
  assertEquals(await read(new SnapshotReader(again)), [[1, 300], [2, 200], [3, 100]]);
});

Deno.test("SnapshotReader begins once, and anew for each snapshot", async () => {
  const session = new FakeSession(100, 0, 50, 0);
  const reader = new SnapshotReader(session);
  reader.begin();
  reader.begin();
  assertEquals(session.sizes.length, 1);
  assertEquals(await read(reader), [[1, 100]]);
  assertEquals(await read(reader), [[3, 50]]);
});

Deno.test("SnapshotReader makes the first part small, and further ones as it is told", async () => {
  const session = new FakeSession(1, 1, 1, 0);
  await read(new SnapshotReader(session, { partSize: 1 << 21 }));
  assertEquals(session.sizes, [1 << 19, 1 << 21, 1 << 21, 1 << 21]);
});

Deno.test("SnapshotReader passes on what goes wrong to whoever asks, and to nobody else", async () => {
  const reader = new SnapshotReader(new FakeSession(new Error("no iterator")));
  reader.begin();
  // An unhandled rejection would fail the test here.
  await reader.settled();
  await assertRejects(() => read(reader), Error, "no iterator");
});
