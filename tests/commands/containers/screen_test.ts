import { assertEquals } from "@std/assert";
import { Screen } from "../../../src/commands/containers/screen.ts";
import { MemoryOutput, ROWS } from "../../cli/memory_io.ts";

/** Draws tables one after the other, each when the one before is written. */
async function drawn(
  output: MemoryOutput,
  ...tables: readonly (readonly [lines: readonly string[], content: string])[]
): Promise<string> {
  const screen = new Screen(output, () => {});
  for (const [lines, content] of tables) {
    screen.draw(lines, content);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return output.text;
}

Deno.test("Screen prints tables below each other where there is no terminal, only new ones", async () => {
  const text = await drawn(
    new MemoryOutput(),
    [["H", "a 1s"], "a"],
    [["H", "a 2s"], "a"],
    [["H", "a 3s", "b"], "b"],
  );
  assertEquals(text, "H\na 1s\n\nH\na 3s\nb\n");
});

Deno.test("Screen draws in place on a terminal", async () => {
  const text = await drawn(new MemoryOutput(80), [["H", "a 1s"], "a"], [["H"], "a"]);
  assertEquals(
    text,
    "\x1b[2J\x1b[1;1H\x1b[2KH\x1b[2;1H\x1b[2Ka 1s\x1b[3;1H" +
      "\x1b[1;1H\x1b[2KH\x1b[2;1H\x1b[J\x1b[2;1H",
  );
});

Deno.test("Screen draws no more lines than the terminal has", async () => {
  const lines = Array.from({ length: 100 }, (_, i) => `${i}`);
  const text = await drawn(new MemoryOutput(80), [lines, "x"]);
  assertEquals(text.split("\x1b[2K").length - 1, ROWS - 1);
  assertEquals(text.includes(`(${100 - (ROWS - 2)} more)`), true);
});

Deno.test("Screen draws nothing while a table is not written yet, and tells who ends it", async () => {
  const output = new MemoryOutput(80);
  const failed = Promise.withResolvers<unknown>();
  const written = Promise.withResolvers<void>();
  let writes = 0;
  output.write = () => {
    writes++;
    return written.promise;
  };
  const screen = new Screen(output, failed.resolve);
  screen.draw(["a"], "a");
  screen.draw(["b"], "b");
  assertEquals(writes, 1);
  written.reject(new Error("gone"));
  assertEquals(String(await failed.promise), "Error: gone");
});
