import { assertEquals } from "@std/assert";
import { Frame } from "../../src/terminal/frame.ts";
import { MemoryOutput } from "../cli/memory_io.ts";

/** Lets what was written settle. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** An output whose writes end when they are told to. */
class SlowOutput extends MemoryOutput {
  readonly writes: string[] = [];
  #done = () => {};

  override write(text: string): Promise<void> {
    this.writes.push(text);
    return new Promise((resolve) => this.#done = resolve);
  }

  async take(): Promise<void> {
    this.#done();
    await settled();
  }
}

Deno.test("Frame writes what has changed, in one write", async () => {
  const output = new SlowOutput(80);
  const frame = new Frame(output, () => {}, { isAlone: true });
  for (const lines of [["a", "b", "c"], ["a", "B", "c"], ["a", "B", "c"], ["a"]]) {
    frame.draw(lines);
    await output.take();
  }
  assertEquals(output.writes, [
    "\x1b[2J\x1b[1;1H\x1b[2Ka\x1b[2;1H\x1b[2Kb\x1b[3;1H\x1b[2Kc\x1b[4;1H",
    "\x1b[2;1H\x1b[2KB\x1b[4;1H",
    "\x1b[2;1H\x1b[J\x1b[2;1H",
  ]);
});

Deno.test("Frame writes all lines where others write to the terminal too", async () => {
  const output = new SlowOutput(80);
  const frame = new Frame(output, () => {});
  for (let i = 0; i < 2; i++) {
    frame.draw(["a"]);
    await output.take();
  }
  const line = "\x1b[1;1H\x1b[2Ka\x1b[2;1H";
  assertEquals(output.writes, [`\x1b[2J${line}`, line]);
});

Deno.test("Frame leaves out pictures that a slow terminal has no time for, save for the last", async () => {
  const output = new SlowOutput(80);
  const frame = new Frame(output, () => {}, { isAlone: true });
  for (const text of ["1", "2", "3"]) frame.draw([text]);
  await output.take();
  await output.take();
  assertEquals(output.writes.map((text) => text.includes("3")), [false, true]);
});

Deno.test("Frame draws all after it was told to forget, and nothing that waited", async () => {
  const output = new SlowOutput(80);
  const frame = new Frame(output, () => {}, { isAlone: true });
  frame.draw(["a"]);
  frame.draw(["b"]);
  frame.forget();
  await output.take();
  assertEquals(output.writes.length, 1);
  frame.draw(["a"]);
  assertEquals(output.writes.at(-1)?.startsWith("\x1b[2J"), true);
});

Deno.test("Frame tells what ended the writing", async () => {
  const output = new MemoryOutput(80);
  output.write = () => Promise.reject(new Error("gone"));
  const failed = Promise.withResolvers<unknown>();
  new Frame(output, failed.resolve).draw(["a"]);
  assertEquals(String(await failed.promise), "Error: gone");
});
