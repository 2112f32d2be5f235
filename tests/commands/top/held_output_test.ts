import { assertEquals } from "@std/assert";
import { HeldOutput } from "../../../src/commands/top/held_output.ts";

Deno.test("HeldOutput keeps what is written, and shows the newest line for a while", async () => {
  let now = 0;
  const output = new HeldOutput(() => now);
  assertEquals([output.latest(10), output.text], ["", ""]);
  await output.write("one\ntwo\x1b[31m\n");
  now = 10;
  assertEquals(output.latest(10), "two\\x1b[31m");
  now = 11;
  assertEquals(output.latest(10), "");
  assertEquals(output.text, "one\ntwo\x1b[31m\n");
});

Deno.test("HeldOutput keeps no more than the newest hundred lines", async () => {
  const output = new HeldOutput(() => 0);
  for (let i = 0; i < 250; i++) await output.write(new TextEncoder().encode(`${i}\n`));
  const lines = output.text.trimEnd().split("\n");
  assertEquals([lines.length, lines[0], lines.at(-1)], [100, "150", "249"]);
});
