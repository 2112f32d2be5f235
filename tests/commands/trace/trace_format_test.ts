import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../src/cli/cli_error.ts";
import { parseCommandLine } from "../../../src/cli/parse_command_line.ts";
import { COMMAND_SPECS } from "../../../src/commands/command_specs.ts";
import { localClock } from "../../../src/commands/local_clock.ts";
import { liveFormat } from "../../../src/commands/trace/trace_format.ts";
import { memoryIo, type MemoryIoOptions } from "../../cli/memory_io.ts";
import { CONTEXT, exec, inContainer, lineOf } from "../../output/format/samples.ts";

/** The first line of a run with these flags. */
function line(argv: readonly string[], options: MemoryIoOptions = {}): string {
  const format = open(argv, options);
  return lineOf(format, inContainer(exec()));
}

function open(argv: readonly string[], options: MemoryIoOptions = {}) {
  const run = parseCommandLine(COMMAND_SPECS, argv);
  if (run.kind !== "run" || run.command !== "trace") throw new Error("trace did not run");
  return liveFormat(run.values, CONTEXT, memoryIo(options));
}

const isColored = (argv: readonly string[], options?: MemoryIoOptions) =>
  line(argv, options).includes("\x1b[");

Deno.test("liveFormat() takes fields and templates", () => {
  assertEquals(line(["--format", "csv", "--fields", "event,process.pid"]), "exec,3846");
  assertEquals(line(["--format", "{{.container.name}}: {{.process.pid}}"]), "web: 3846");
});

Deno.test("liveFormat() has a header unless it was waived", () => {
  const csv = open(["--format", "csv", "--fields", "event"]);
  const bare = open(["--format", "csv", "--fields", "event", "--no-header"]);
  const json = open(["--format", "json"]);
  assertEquals([csv.header(), bare.header(), json.header()], ["event", undefined, undefined]);
});

Deno.test("liveFormat() has colours on a terminal that takes them, or when told to", () => {
  const terminal = { columns: 120 };
  assertEquals(isColored([], terminal), true);
  assertEquals(isColored([]), false);
  assertEquals(isColored([], { ...terminal, env: { NO_COLOR: "1" } }), false);
  assertEquals(isColored([], { ...terminal, env: { NO_COLOR: "" } }), true);
  assertEquals(isColored([], { ...terminal, env: { TERM: "dumb" } }), false);
  assertEquals(isColored(["--color", "never"], terminal), false);
  assertEquals(isColored(["--color", "always"], { env: { NO_COLOR: "1" } }), true);
});

Deno.test("liveFormat() fits its lines into the terminal, unless told not to", () => {
  const narrow = { columns: 60, env: { NO_COLOR: "1" } };
  assertEquals(line([], narrow).length <= 60, true);
  assertEquals(line(["--no-trunc"], narrow).length >= line([], narrow).length, true);
});

Deno.test("liveFormat() fits each line into the terminal as it is by then", () => {
  const run = parseCommandLine(COMMAND_SPECS, []);
  if (run.kind !== "run" || run.command !== "trace") throw new Error("trace did not run");
  const io = memoryIo({ columns: 120, env: { NO_COLOR: "1" } });
  let columns = 120;
  io.stdout.columns = () => columns;
  const format = liveFormat(run.values, CONTEXT, io);
  const next = () => lineOf(format, inContainer(exec()));
  const wide = next();
  columns = 60;
  assertEquals([wide.length > 60, next().length <= 60], [true, true]);
  columns = 120;
  assertEquals(next(), wide);
});

Deno.test("liveFormat() calls an unknown field the user's mistake, and helps", () => {
  const error = assertThrows(
    () => open(["--format", "csv", "--fields", "process.comand"]),
    UsageError,
  );
  assertEquals(error.hint, "did you mean process.command?");
});

Deno.test("localClock() has the machine's own time zone", () => {
  const boot = 1_795_299_054_123_456_789n;
  const clock = localClock(boot);
  const date = new Date(Number(boot / 1_000_000n));
  const clockText = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => `${part}`.padStart(2, "0")).join(":");
  assertEquals(clock.timeOfDay(0), `${clockText}.123`);
});
