import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HELP_WIDTH, renderHelp } from "../../src/cli/help.ts";
import { SAMPLE } from "./sample_commands.ts";

Deno.test("renderHelp() lists commands, the default one marked, and ends in one newline", () => {
  const help = renderHelp(SAMPLE);
  assertStringIncludes(help, "watch things (the default)");
  assertStringIncludes(help, "  read                    read a file\n");
  assert(help.endsWith(".\n"));
});

Deno.test("renderHelp() puts purpose and examples first, then usage and flags by group", () => {
  const lines = renderHelp(SAMPLE, "watch").split("\n");
  assertEquals(lines.slice(0, 5), [
    "ctrack watch: watch things",
    "",
    "Examples",
    "  ctrack watch",
    "      watch all",
  ]);
  const order = ["Usage: ctrack [watch] [FLAGS] [-- CMD...]", "Arguments", "A", "B", "Other"];
  assertEquals(lines.filter((line) => order.includes(line)), order);
});

Deno.test("renderHelp() shows each flag's spellings, value and default", () => {
  const help = renderHelp(SAMPLE, "watch");
  assertStringIncludes(help, "  -o, --format, --output F\n");
  assertStringIncludes(help, "Format (default: table).");
  assertStringIncludes(help, "      --wait T            Wait (default: 200ms).");
  assertStringIncludes(help, "  -q, --quick             Be quick.");
});

Deno.test("renderHelp() stays within its width", () => {
  const long = { ...SAMPLE[1], purpose: "word ".repeat(60).trim() };
  for (const line of renderHelp([SAMPLE[0], long]).split("\n")) {
    assert(line.length <= HELP_WIDTH, line);
  }
});
