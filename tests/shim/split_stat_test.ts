import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { splitStat } from "../../src/shim/split_stat.ts";

Deno.test("splitStat() takes any name", () => {
  fc.assert(fc.property(fc.string(), (command) => {
    assertEquals(splitStat(`77 (${command}) S 1 2`), { command, fields: ["S", "1", "2"] });
  }));
});

Deno.test("splitStat() makes nothing of what is none", () => {
  assertEquals(["", "77", "77 (sh S 1", ")("].map(splitStat), Array(4).fill(undefined));
});
