import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UsageError } from "../../../src/cli/cli_error.ts";
import { parseCommandLine } from "../../../src/cli/parse_command_line.ts";
import { COMMAND_SPECS } from "../../../src/commands/command_specs.ts";
import { runStats } from "../../../src/commands/stats.ts";
import { runTrace } from "../../../src/commands/trace.ts";
import { memoryIo } from "../../cli/memory_io.ts";
import { execsAt, record, RUN, temporaryFolder } from "../../store/record/recordings.ts";

const FOLDER = new URL("../../fixtures/recording/", import.meta.url);
const FILE = new URL("run.ctrack", FOLDER).pathname;
const LINES = (await Deno.readTextFile(new URL("lines.jsonl", FOLDER))).trimEnd().split("\n");

/** Runs a command line that reads recordings, in this process. */
async function run(...argv: readonly string[]) {
  const line = parseCommandLine(COMMAND_SPECS, argv);
  const io = memoryIo();
  if (line.kind !== "run") throw new Error("nothing runs");
  if (line.command === "stats") await runStats(io, line.values);
  if (line.command !== "trace") return { code: 0, out: io.stdout.text, said: io.stderr.text };
  const code = await runTrace(io, { ...line, version: "0.1.0" });
  return { code, out: io.stdout.text, said: io.stderr.text };
}

async function linesOf(...argv: readonly string[]): Promise<string[]> {
  return (await run("-q", "-o", "json", ...argv)).out.split("\n").filter((line) => line !== "");
}

function ofKind(...kinds: readonly string[]): string[] {
  return LINES.filter((line) => kinds.includes(JSON.parse(line).event));
}

Deno.test("traceRecordings() shows a recording as it was shown when it was made", async () => {
  const { code, out, said } = await run("-r", FILE, "-o", "json");
  assertEquals(out, LINES.map((line) => `${line}\n`).join(""));
  const { event, delivered, containers, lost } = JSON.parse(said);
  assertEquals([code, event, delivered, containers], [0, "summary", LINES.length, 1]);
  assertEquals(Object.values(lost).every((count) => count === 0), true);
});

Deno.test("traceRecordings() takes the flags of live tracing", async () => {
  assertEquals(await linesOf("-r", FILE, "-e", "exec"), ofKind("exec"));
  assertEquals(await linesOf("-r", FILE, "--max-events", "3"), LINES.slice(0, 3));
  assertEquals(await linesOf("-r", FILE, "-c", "other"), []);
  assertEquals(await linesOf("-r", FILE, "-c", "rec*", "-e", "fork"), ofKind("fork"));
  const failed = await linesOf("-r", FILE, "-x", "-e", "exit");
  assertEquals(failed.map((line) => JSON.parse(line).process.exit.code), [1, 2]);
  assertEquals(await linesOf("-r", FILE, "-f", 'event == "exit"'), ofKind("exit"));
  const table = await run("-r", FILE, "--max-events", "1", "--no-header", "--fields", "action");
  assertEquals(table.out, "create\n");
});

Deno.test("traceRecordings() tells what a recording cannot have", async () => {
  const { said } = await run("-r", FILE, "-e", "cgroup,process,exec");
  assertMatch(said, /run\.ctrack was recorded without events of cgroup, process/);
  assert(!(await run("-r", FILE)).said.includes("without"));
});

Deno.test("traceRecordings() reads several hosts with their own clocks", async () => {
  await using folder = await temporaryFolder();
  const [one, other] = [`${folder.path}/one`, `${folder.path}/other`];
  const noon = 1_800_000_000_000_000_000n;
  await record(one, [execsAt(1, 2)], { run: { ...RUN, host: "first", bootEpoch: noon } });
  await record(other, [execsAt(1)], { run: { ...RUN, host: "second", bootEpoch: noon + 50n } });
  const { out } = await run(
    "-q",
    "-r",
    `${other},${one}`,
    "-o",
    "csv",
    "--fields",
    "time,host.name",
  );
  const second = "2027-01-15T08:00:00";
  assertEquals(out.split("\n"), [
    "time,host.name",
    `${second}.000000001Z,first`,
    `${second}.000000002Z,first`,
    `${second}.000000051Z,second`,
    "",
  ]);
  const error = await assertRejects(
    () => run("-r", `${one},${other}`, "-w", `${folder.path}/both`),
    UsageError,
    "cannot make one recording",
  );
  assertMatch(error.hint ?? "", /one by one/);
});

Deno.test("traceRecordings() makes a smaller recording of one, but not of itself", async () => {
  await using folder = await temporaryFolder();
  const file = `${folder.path}/execs`;
  assertEquals(await linesOf("-r", FILE, "-e", "exec", "-w", file), ofKind("exec"));
  assertEquals(await linesOf("-r", file), ofKind("exec"));
  await assertRejects(() => run("-r", file, "-w", file), UsageError, "at once");
});

Deno.test("traceRecordings() lets --fail-on-lost fail for what is missing", async () => {
  await using folder = await temporaryFolder();
  const bytes = await Deno.readFile(FILE);
  const cut = `${folder.path}/cut`;
  await Deno.writeFile(cut, bytes.subarray(0, bytes.length - 60));
  const { code, said } = await run("-r", cut, "--fail-on-lost");
  assertEquals(code, 1);
  assertMatch(said, /^ctrack: warning: \S+cut: its last block is cut/);
  assertEquals((await run("-r", cut)).code, 0);
  assertEquals((await run("-r", FILE, "--fail-on-lost", "--fail-on-unlabelled")).code, 0);
});

Deno.test("runStats() counts what a recording tells", async () => {
  const { out, said } = await run("stats", "-r", FILE, "-o", "json");
  const stats = JSON.parse(out);
  assertEquals([stats.container.name, stats.host.name, said], ["recorded", "vm", ""]);
  assertEquals([stats.events.exec.count, stats.events.exit.count], [
    ofKind("exec").length,
    ofKind("exit").length,
  ]);
  assertEquals([stats.events.failure.count, stats.programs], [2, 2]);
  assertEquals(stats.first_seen, JSON.parse(LINES[0] ?? "").time);
  const table = (await run("stats", "-r", FILE)).out.split("\n");
  assertMatch(table[0] ?? "", /^NAME +ID +EXECS/);
  assertMatch(table[1] ?? "", /^recorded +[0-9a-f]{12} +4 /);
  assertEquals((await run("stats", "-r", FILE, "-c", "other", "--no-header")).out, "");
});
