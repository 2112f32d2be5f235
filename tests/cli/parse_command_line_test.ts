import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../src/cli/cli_error.ts";
import { parseCommandLine } from "../../src/cli/parse_command_line.ts";
import { SAMPLE } from "./sample_commands.ts";

function watch(...argv: string[]) {
  const line = parseCommandLine(SAMPLE, argv);
  if (line.kind !== "run" || line.command !== "watch") throw new Error("watch did not run");
  return line;
}

function refusal(...argv: string[]): UsageError {
  return assertThrows(() => parseCommandLine(SAMPLE, argv), UsageError);
}

Deno.test("parseCommandLine() runs the default command without arguments, with all defaults", () => {
  const { values, given, positionals, rest } = watch();
  assertEquals(values, {
    quick: false,
    failed: false,
    name: [],
    format: "table",
    kind: ["exec"],
    pid: [],
    count: undefined,
    wait: 200,
    size: undefined,
    expr: undefined,
  });
  assertEquals([given.size, positionals, rest], [0, [], []]);
});

Deno.test("parseCommandLine() gives values the types of their flags", () => {
  const { values } = watch();
  const typed: {
    quick: boolean;
    format: string;
    kind: readonly ("exec" | "exit")[];
    pid: readonly number[];
    count: number | undefined;
    wait: number;
    expr: string | undefined;
  } = values;
  assertEquals(typed.wait, 200);
});

Deno.test("parseCommandLine() takes each flag in all its spellings", () => {
  const spellings: readonly (readonly [string[], string, unknown])[] = [
    [["-q"], "quick", true],
    [["--format", "json"], "format", "json"],
    [["--format=json"], "format", "json"],
    [["--output=json"], "format", "json"],
    [["-o", "json"], "format", "json"],
    [["-ojson"], "format", "json"],
    [["-o=json"], "format", "json"],
    [["-qo", "json"], "format", "json"],
    [["-o", "{{a}} x"], "format", "{{a}} x"],
    [["-cweb"], "name", ["web"]],
    [["-c", "web,db", "--name=x"], "name", ["web", "db", "x"]],
    [["--quick=true"], "quick", true],
    [["--quick=false"], "quick", false],
    [["-xq=false"], "quick", false],
    [["-c", "!web"], "name", ["!web"]],
    [["-p", "1,2", "-p3"], "pid", [1, 2, 3]],
    [["-k", "exit"], "kind", ["exit"]],
    [["--count", "9"], "count", 9],
    [["--wait", "1m30s"], "wait", undefined],
    [["--size", "5K"], "size", 8192],
    [["--size", "8MiB"], "size", 8 << 20],
    [["-f", "-1 < a"], "expr", "-1 < a"],
    [["--expr="], "expr", undefined],
    [["-f", "a=b"], "expr", "a=b"],
  ];
  for (const [argv, name, value] of spellings) {
    if (value === undefined) refusal(...argv);
    else {assertEquals(
        Object.entries(watch(...argv).values).find(([key]) => key === name)?.[1],
        value,
      );}
  }
});

Deno.test("parseCommandLine() leaves all after -- to the program to start", () => {
  const line = watch("-q", "--", "make", "-x", "--", "y");
  assertEquals(line.rest, ["make", "-x", "--", "y"]);
  assertEquals(line.values.failed, false);
  assertMatch(refusal("--").message, /nothing follows --/);
  assertMatch(refusal("read", "a", "--", "b").message, /takes nothing after --/);
});

Deno.test("parseCommandLine() understands help and version anywhere before --", () => {
  assertEquals(parseCommandLine(SAMPLE, ["--help"]), { kind: "help", command: undefined });
  assertEquals(parseCommandLine(SAMPLE, ["help"]), { kind: "help", command: undefined });
  assertEquals(parseCommandLine(SAMPLE, ["help", "read"]), { kind: "help", command: "read" });
  assertEquals(parseCommandLine(SAMPLE, ["read", "-h"]), { kind: "help", command: "read" });
  assertEquals(parseCommandLine(SAMPLE, ["watch", "-qh"]), { kind: "help", command: "watch" });
  assertEquals(parseCommandLine(SAMPLE, ["-V"]), { kind: "version" });
  assertEquals(watch("--", "--help").rest, ["--help"]);
});

Deno.test("parseCommandLine() gives positionals, - among them", () => {
  const line = parseCommandLine(SAMPLE, ["read", "-"]);
  if (line.kind !== "run") throw new Error("read did not run");
  assertEquals(line.positionals, ["-"]);
  assertMatch(refusal("read").message, /read needs FILE/);
  assertMatch(refusal("read", "a", "b").message, /unexpected argument "b"/);
});

Deno.test("parseCommandLine() refuses what makes no sense and says what was meant", () => {
  const refusals: readonly (readonly [string[], RegExp, RegExp])[] = [
    [["wtach"], /unknown command "wtach"/, /did you mean ctrack watch\?/],
    [["xyzzy"], /unknown command/, /run ctrack --help/],
    [["help", "raed"], /unknown command/, /did you mean ctrack read\?/],
    [["--formta", "json"], /unknown flag --formta/, /did you mean --format\?/],
    [["-format", "json"], /unknown flag -format/, /did you mean --format\?/],
    [["--zzzzzzzz"], /unknown flag --zzzzzzzz/, /run ctrack watch --help/],
    [["-z"], /unknown flag -z/, /run ctrack watch --help/],
    [["-qz"], /unknown flag -z/, /--help/],
    [["--format", "jsn"], /--format does not take "jsn"/, /did you mean json\?/],
    [["--format", "what"], /does not take/, /table, json, TEMPLATE/],
    [["-k", "exec,exti"], /-k does not take "exti"/, /did you mean exit\?/],
    [["-k", "exec,,exit"], /empty item/, /single commas/],
    [["-c", ""], /-c needs a value/, /-c N/],
    [["-c"], /-c needs a value/, /-c N/],
    [["-c", "-q"], /-c needs a value/, /-c N/],
    [["-c", "--", "x"], /-c needs a value/, /-c N/],
    [["--quick=yes"], /--quick takes no value but true and false/, /alone, or --quick=false/],
    [["-q=no"], /-q takes no value/, /-q=false/],
    [["-q", "--quick=false"], /given twice/, /once/],
    [["--no-quick"], /unknown flag --no-quick/, /did you mean --quick=false\?/],
    [["--count", "0"], /--count 0 is out of range/, /from 1 to 9/],
    [["--count", "1.5"], /takes a whole number, not "1.5"/, /42/],
    [["--count", "-1"], /takes a whole number/, /42/],
    [["-p", "100"], /-p 100 is out of range/, /from 1 to 99/],
    [["--wait", "5 parsecs"], /takes a time/, /200ms/],
    [["--wait", "2m"], /out of range/, /from 0s to 1m/],
    [["--size", "1K"], /out of range/, /from 4K to 1G/],
    [["--size", "big"], /takes a size/, /8M/],
    [["-o", "json", "-o", "table"], /given twice/, /once/],
    [["-q", "-x"], /--quick and --failed do not go together/, /leave one/],
    [["--count", "1", "-o", "json"], /--count and --format/, /leave one/],
    [["make"], /unknown command/, /--help/],
    [["-q", "make"], /unexpected argument "make"/, /after --: ctrack watch -- make/],
    [["-q", "read"], /unexpected argument "read"/, /command first: ctrack read/],
  ];
  for (const [argv, message, hint] of refusals) {
    const error = refusal(...argv);
    assertMatch(error.message, message);
    assertMatch(error.hint ?? "", hint);
    assertEquals(error.exitCode, 2);
  }
});

Deno.test("parseCommandLine() takes a flag that is switched off for one that is not given", () => {
  const { values, given } = watch("--quick=false", "-x");
  assertEquals([values.quick, values.failed, [...given]], [false, true, ["failed"]]);
});

Deno.test("parseCommandLine() takes the same value twice and rules that do not apply", () => {
  assertEquals(watch("-o", "json", "--format=json").values.format, "json");
  assertEquals(watch("--count", "1", "-o", "table").values.count, 1);
});

Deno.test("parseCommandLine() returns or throws a UsageError, whatever the words", () => {
  const word = fc.oneof(
    fc.constantFrom("-q", "-c", "--format", "--", "-", "--wait=1s", "-qx", "read", "help", "json"),
    fc.string({ maxLength: 8 }),
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
    try {
      parseCommandLine(SAMPLE, argv);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      assert(error.hint !== undefined && error.hint !== "");
    }
  }));
});
