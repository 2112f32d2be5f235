import { assertEquals, assertStrictEquals } from "@std/assert";
import type { ByteWriter } from "../../../src/output/sink/line_sink.ts";
import { StringSink } from "../../pipeline/fakes.ts";

/** A writer whose reader is the test: each write lasts until it is read. */
class SlowWriter implements ByteWriter {
  readonly pieces: Uint8Array[] = [];
  readonly #writes: PromiseWithResolvers<void>[] = [];
  #read = 0;

  /** What was handed over, as it is now. */
  get texts(): string[] {
    return this.pieces.map((piece) => new TextDecoder().decode(piece));
  }

  write(bytes: Uint8Array): Promise<void> {
    const write = Promise.withResolvers<void>();
    this.pieces.push(bytes);
    this.#writes.push(write);
    return write.promise;
  }

  /** Ends the next write. */
  async read(failure?: Error): Promise<void> {
    const write = this.#writes[this.#read++];
    if (failure === undefined) write?.resolve();
    else write?.reject(failure);
    await settled();
  }
}

/** Lets all that has nothing to wait for run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** A writer that takes up to so many bytes at once, and leaves the rest for {@link SlowWriter.read}. */
class PromptWriter extends SlowWriter {
  room = Infinity;
  failure: Error | undefined;
  /** What was taken at once. */
  readonly taken: string[] = [];

  writeNow(bytes: Uint8Array): number {
    if (this.failure !== undefined) throw this.failure;
    const part = bytes.subarray(0, this.room);
    this.taken.push(new TextDecoder().decode(part));
    return part.length;
  }
}

function setUpPrompt(): { readonly writer: PromptWriter; readonly sink: StringSink } {
  const writer = new PromptWriter();
  return { writer, sink: new StringSink(writer) };
}

const FOUR_MI = 4 << 20;

function setUp(): { readonly writer: SlowWriter; readonly sink: StringSink } {
  const writer = new SlowWriter();
  return { writer, sink: new StringSink(writer) };
}

Deno.test("LineSink writes the lines of one flush as one text", () => {
  const { writer, sink } = setUp();
  sink.add("one");
  sink.add("");
  sink.add("two");
  assertEquals(writer.texts, []);
  sink.flush();
  assertEquals(writer.texts, ["one\n\ntwo\n"]);
});

Deno.test("LineSink writes nothing when nothing was added", () => {
  const { writer, sink } = setUp();
  sink.flush();
  sink.add("one");
  sink.flush();
  sink.flush();
  assertEquals(writer.texts, ["one\n"]);
});

Deno.test("LineSink does not wait for the reader, and hands over as one what came meanwhile", async () => {
  const { writer, sink } = setUp();
  for (const line of ["one", "two", "three"]) {
    sink.add(line);
    sink.flush();
  }
  assertEquals(writer.texts, ["one\n"]);
  await writer.read();
  assertEquals(writer.texts, ["one\n", "two\nthree\n"]);
  await writer.read();
  sink.add("four");
  sink.flush();
  assertEquals(writer.texts.at(-1), "four\n");
});

Deno.test("LineSink needs few buffers behind a reader that stalls, however short the lines", async () => {
  const { writer, sink } = setUp();
  while (!sink.isFull) {
    sink.add("x".repeat(999));
    sink.flush();
  }
  const { pieces } = writer;
  assertEquals(pieces.length < 20, true, String(pieces.length));
  for (const _ of pieces) await writer.read();
  await sink.drained();
  assertEquals([sink.isFull, sink.unwrittenLines], [false, 0]);
});

Deno.test("LineSink is full while more than 4 MiB wait", async () => {
  const { writer, sink } = setUp();
  sink.add("x".repeat(FOUR_MI - 1));
  sink.flush();
  assertEquals(sink.isFull, false);
  sink.add("y".repeat(300_000));
  assertEquals(sink.isFull, true);
  await writer.read();
  assertEquals(sink.isFull, false);
});

Deno.test("LineSink is drained when all that was flushed is written", async () => {
  const { writer, sink } = setUp();
  await sink.drained();
  let isDrained = false;
  for (const line of ["one", "two"]) {
    sink.add(line);
    sink.flush();
  }
  const drained = sink.drained().then(() => {
    isDrained = true;
  });
  await writer.read();
  assertEquals(isDrained, false);
  await writer.read();
  await drained;
  assertEquals(isDrained, true);
});

Deno.test("LineSink ends with the first failure, and is not full then", async () => {
  const { writer, sink } = setUp();
  const failure = new Error("closed pipe");
  sink.add("x".repeat(FOUR_MI));
  sink.flush();
  assertEquals([sink.isFull, sink.failure], [true, undefined]);
  await writer.read(failure);
  await sink.drained();
  assertStrictEquals(sink.failure, failure);
  assertEquals(sink.isFull, false);
  sink.add("more");
  sink.flush();
  assertEquals(writer.texts.length, 1);
});

Deno.test("LineSink hands over a chunk that is full by itself, and keeps lines whole", () => {
  const { writer, sink } = setUp();
  const size = 100_000;
  for (let i = 0; i < 6; i++) sink.add("x".repeat(size - 1));
  assertEquals(writer.pieces.map((piece) => piece.length), [3 * size, 3 * size]);
  assertEquals(writer.texts.every((text) => text.endsWith("x\n")), true);
  sink.flush();
  assertEquals(writer.pieces.length, 2);
});

Deno.test("LineSink writes into no buffer that is not written yet", async () => {
  const { writer, sink } = setUp();
  // Each fills a chunk.
  const lines = Array.from({ length: 30 }, (_, i) => String.fromCodePoint(65 + i).repeat(300_000));
  for (const [i, line] of lines.entries()) {
    sink.add(line);
    if (i % 3 < 2) continue;
    assertEquals(writer.texts.slice(-3), lines.slice(i - 2, i + 1).map((text) => `${text}\n`));
    for (let read = 0; read < 3; read++) await writer.read();
  }
});

Deno.test("LineSink counts the lines that are not written", async () => {
  const { writer, sink } = setUp();
  sink.add("one");
  sink.add("two");
  sink.flush();
  sink.add("three");
  assertEquals(sink.unwrittenLines, 3);
  await writer.read();
  assertEquals(sink.unwrittenLines, 1);
  sink.flush();
  await writer.read(new Error("closed pipe"));
  sink.add("four");
  sink.flush();
  assertEquals(sink.unwrittenLines, 2);
});

Deno.test("LineSink writes at once what is taken at once, and nothing is left of it", async () => {
  const { writer, sink } = setUpPrompt();
  for (const line of ["one", "two", "x".repeat(FOUR_MI), "three"]) {
    sink.add(line);
    sink.flush();
    assertEquals([sink.unwrittenLines, sink.isFull], [0, false]);
  }
  assertEquals(writer.taken, ["one\n", "two\n", `${"x".repeat(FOUR_MI)}\n`, "three\n"]);
  assertEquals(writer.texts, []);
  assertEquals(sink.line.capacity < FOUR_MI, true);
  await sink.drained();
});

Deno.test("LineSink hands over what is not taken at once, and behind it writes nothing at once", async () => {
  const { writer, sink } = setUpPrompt();
  writer.room = 2;
  sink.add("one");
  sink.flush();
  assertEquals([writer.taken, writer.texts, sink.unwrittenLines], [["on"], ["e\n"], 1]);
  writer.room = Infinity;
  sink.add("two");
  sink.flush();
  assertEquals([writer.taken, writer.texts, sink.unwrittenLines], [["on"], ["e\n"], 2]);
  await writer.read();
  assertEquals([writer.taken, writer.texts, sink.unwrittenLines], [["on", "two\n"], ["e\n"], 0]);
  sink.add("three");
  sink.flush();
  assertEquals([writer.taken, sink.unwrittenLines], [["on", "two\n", "three\n"], 0]);
});

Deno.test("LineSink ends with a failure at once, too", async () => {
  const { writer, sink } = setUpPrompt();
  sink.add("one");
  sink.flush();
  const failure = new Error("disk full");
  writer.failure = failure;
  sink.add("two");
  sink.flush();
  assertStrictEquals(sink.failure, failure);
  assertEquals([sink.unwrittenLines, sink.isFull], [1, false]);
  writer.failure = undefined;
  sink.add("three");
  sink.flush();
  await sink.drained();
  assertEquals([writer.taken, writer.texts, sink.unwrittenLines], [["one\n"], [], 2]);
});
