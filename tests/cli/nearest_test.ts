import { assertEquals } from "@std/assert";
import { nearest } from "../../src/cli/nearest.ts";

Deno.test("nearest() finds the word that a slip of the keys hides", () => {
  const words = ["exec", "exit", "fork", "process.exit.code", "container.name"];
  for (
    const [given, meant] of [
      ["exce", "exec"],
      ["eixt", "exit"],
      ["forkk", "fork"],
      ["EXEC", "exec"],
      ["container.nam", "container.name"],
      ["process.code", "process.exit.code"],
      ["zebra", undefined],
      ["", undefined],
    ] as const
  ) assertEquals(nearest(given, words), meant, given);
});
