import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { CliError, UsageError } from "../../../src/cli/cli_error.ts";
import { parseCommandLine } from "../../../src/cli/parse_command_line.ts";
import { COMMAND_SPECS } from "../../../src/commands/command_specs.ts";
import { runWhich } from "../../../src/commands/which.ts";
import { memoryIo } from "../../cli/memory_io.ts";

const FOLDER = new URL("../../fixtures/recording/", import.meta.url);
const FILE = new URL("run.ctrack", FOLDER).pathname;
const EXECS = (await Deno.readTextFile(new URL("lines.jsonl", FOLDER))).trimEnd().split("\n")
  .map((line) => JSON.parse(line)).filter(({ event }) => event === "exec");

async function which(...argv: readonly string[]) {
  const line = parseCommandLine(COMMAND_SPECS, ["which", ...argv]);
  if (line.kind !== "run" || line.command !== "which") throw new Error("nothing runs");
  const io = memoryIo();
  const code = await runWhich(io, undefined, line.positionals, line.values);
  return { code, out: io.stdout.text, said: io.stderr.text };
}

Deno.test("runWhich() answers from a recording what was at a moment", async () => {
  for (const { time, process, container } of EXECS) {
    const at = ["-r", FILE, "--at", time];
    const { code, out } = await which(...at, "-o", "json", String(process.pid));
    const told = JSON.parse(out);
    assertEquals([code, told.event, told.time], [0, "process", time]);
    assertEquals([told.process.pid, told.container.id], [process.pid, container.id]);
    assertEquals(told.process.command_args, process.command_args);
    const inside = await which(...at, "--in", container.name, String(process.vpid));
    assertEquals(inside.code, 0);
    assertMatch(
      inside.out,
      new RegExp(`^ *${process.pid} +${process.vpid} +${container.name} `, "m"),
    );
  }
});

Deno.test("runWhich() says when nobody had the pid", async () => {
  const [{ process }] = EXECS;
  const { code, out, said } = await which("-r", FILE, String(process.pid));
  assertEquals([code, out], [1, ""]);
  assertMatch(said, /^ctrack: no process has the pid \d+ at \d{4}-\d\d-\d\d [\d:.]+\n$/);
});

Deno.test("runWhich() takes no flags of tracing with a recording, and a moment of one alone", async () => {
  assertThrows(() => parseCommandLine(COMMAND_SPECS, ["which", "--at", "10:15", "1"]), UsageError);
  const flags = ["which", "-r", FILE, "--docker-socket", "/x", "1"];
  assertThrows(() => parseCommandLine(COMMAND_SPECS, flags), UsageError);
  await assertRejects(
    () => which("-r", "/no/such/file", "1"),
    CliError,
    "cannot read /no/such/file",
  );
});
