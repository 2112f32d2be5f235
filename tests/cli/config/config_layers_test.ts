import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { stringify } from "yaml";
import { UsageError } from "../../../src/cli/cli_error.ts";
import { parseCommandLine } from "../../../src/cli/parse_command_line.ts";
import { COMMANDS, settled } from "./config_sample.ts";

/** The values that are not the flags' own defaults. */
function changed(argv: readonly string[], text: string): Record<string, unknown> {
  const { values, given } = settled(argv, text);
  return Object.fromEntries(Object.entries(values).filter(([long]) => given.has(long)));
}

function refusal(text: string, ...argv: string[]): UsageError {
  return assertThrows(() => settled(argv, text), UsageError);
}

Deno.test("configLayers() takes flags of every type, as text, as a list, and by their other names", () => {
  const takes: readonly (readonly [text: string, values: Record<string, unknown>])[] = [
    ["", {}],
    ["# nothing but words\n", {}],
    ["---\n...\n", {}],
    ["quick: true", { quick: true }],
    ["quick: False", {}],
    ["format: json", { format: "json" }],
    ["output: json", { format: "json" }],
    ["format: '{{a}}'", { format: "{{a}}" }],
    ["name: web", { name: ["web"] }],
    ["name: web,db", { name: ["web", "db"] }],
    ["name: [web, 'db,x']", { name: ["web", "db", "x"] }],
    ["name:\n- web\n- '!db'\n", { name: ["web", "!db"] }],
    ["name: []", {}],
    ["kind: [exit]", { kind: ["exit"] }],
    ["pid: 7", { pid: [7] }],
    ["pid: [7, 8]", { pid: [7, 8] }],
    ["pid: 7,8", { pid: [7, 8] }],
    ["count: 3", { count: 3 }],
    ["wait: 5", { wait: 5000 }],
    ["wait: 1.5s", { wait: 1500 }],
    ["size: 5K", { size: 8192 }],
    ["size: 5000", { size: 8192 }],
    ["expr: a.b > 1 && c", { expr: "a.b > 1 && c" }],
    ["expr: >-\n  a\n  && b\n", { expr: "a && b" }],
    ["watch:\n", {}],
    ["list:\n", {}],
    ["watch: {count: 3}", { count: 3 }],
    ["\ufeffcount: 3\r\nquick: true\r\n", { count: 3, quick: true }],
  ];
  for (const [text, values] of takes) assertEquals([text, changed([], text)], [text, values]);
});

Deno.test("configLayers() keeps the text of what YAML would take for something else", () => {
  for (const text of ["010", "1e5", "0x1f", "true", "no", "1_000", "12:30:45", ".5", "1.0"]) {
    assertEquals(changed([], `name: ${text}`), { name: [text] });
    assertEquals(changed([], `expr: ${text}`), { expr: text });
  }
  assertEquals(changed([], 'name: ["null", "~"]'), { name: ["null", "~"] });
});

Deno.test("configLayers() puts a section before the top level, and the command line before both", () => {
  const text =
    "name: top\nwait: 1s\nwatch:\n  name: [section]\n  count: 2\nlist:\n  failed: true\n";
  assertEquals(changed([], text), { name: ["section"], wait: 1000, count: 2 });
  assertEquals(changed(["-c", "mine", "--count", "3"], text), {
    name: ["mine"],
    wait: 1000,
    count: 3,
  });
  assertEquals(changed(["list"], text), { failed: true });
});

Deno.test("configLayers() lets each part switch off what a lower one switches on", () => {
  assertEquals(changed([], "quick: true\nwatch:\n  quick: false\n"), {});
  assertEquals(changed(["--quick=false"], "quick: true"), {});
  assertEquals(changed([], "name: web\nwatch:\n  name: []\n"), {});
  assertEquals(changed(["list"], "failed: true\nwatch:\n  failed: false\n"), { failed: true });
});

Deno.test("configLayers() ignores at the top level what only other commands take", () => {
  assertEquals(changed(["list"], "quick: true\ncount: 3\nno-header: true\n"), {
    "no-header": true,
  });
  assertEquals(changed(["read", "f"], "quick: true\nformat: csv\n"), {});
});

Deno.test("configLayers() tells a flag from a command of the same name by what stands behind it", () => {
  assertEquals(changed(["list"], "list: true"), { list: true });
  assertEquals(changed(["list"], "list:\n  list: true"), { list: true });
});

Deno.test("settleFlags() lets the command line overrule what contradicts it, and says so", () => {
  const { values, given, overruled } = settled(["-q"], "failed: true\ncount: 2\n");
  assertEquals([values["failed"], [...given]], [false, ["quick", "count"]]);
  assertEquals(overruled, ["failed (c.yaml:1) does not hold here: one is fast"]);
  const json = settled(["-o", "json"], "count: 2");
  assertEquals([json.values["count"], json.values["format"]], [undefined, "json"]);
  const count = settled(["--count", "2"], "format: json");
  assertEquals([count.values["count"], count.values["format"]], [2, "table"]);
  const section = settled([], "watch:\n  quick: true\nfailed: true\n");
  assertEquals([section.values["quick"], section.values["failed"]], [true, false]);
  assertEquals(settled(["-q"], "count: 2").overruled, []);
});

Deno.test("settleFlags() lets the command line settle what a file contradicts by itself", () => {
  const text = "quick: true\nfailed: true\n";
  const error = refusal(text);
  assertEquals(error.message, "quick (c.yaml:1) and failed (c.yaml:2) do not go together");
  assert(error.cause instanceof Error);
  assertEquals(changed(["--failed=false"], text), { quick: true });
  assertEquals(changed(["--failed"], text), { failed: true });
  assertEquals(
    refusal("", "-q", "-x").message,
    "--quick and --failed do not go together",
  );
});

Deno.test("settleFlags() takes away what only a flag that gave way made sense of", () => {
  const text = "no-header: true\ndeep: true\n";
  assertEquals(changed(["list"], text), { "no-header": true, deep: true });
  const { overruled, given } = settled(["list", "--format", "csv"], text);
  assertEquals([...given], ["format"]);
  assertEquals(overruled, [
    "no-header (c.yaml:1) does not hold here: csv has a header",
    "deep (c.yaml:2) does not hold here: a header is shallow",
  ]);
  assertEquals(
    refusal("deep: true", "list").message,
    "deep (c.yaml:1) makes no sense here",
  );
  assertThrows(
    () => settled(["list", "--format=csv", "--deep"], "no-header: true"),
    UsageError,
    "--deep makes no sense here",
  );
});

Deno.test("configLayers() names file, line and key of what makes no sense, and what was meant", () => {
  const refusals: readonly (readonly [text: string, message: string, hint: RegExp])[] = [
    ["\nfromat: json", 'c.yaml:2: there is no flag "fromat"', /^did you mean format\?$/],
    ["zzzzzzzz: 1", 'c.yaml:1: there is no flag "zzzzzzzz"', /--help/],
    ["--format: json", 'c.yaml:1: there is no flag "--format"', /did you mean format\?/],
    ["o: json", 'c.yaml:1: there is no flag "o"', /did you mean format\?/],
    ["header: true", 'c.yaml:1: there is no flag "header"', /did you mean no-header: true\?/],
    ["no-quick: true", 'c.yaml:1: there is no flag "no-quick"', /did you mean quick: false\?/],
    ["no_header: true", 'c.yaml:1: there is no flag "no_header"', /did you mean no-header\?/],
    ["help: true", "c.yaml:1: help is for the command line alone", /leave it out/],
    ["config: x", "c.yaml:1: config is for the command line alone", /leave it out/],
    ["wacth:\n  quick: true", 'c.yaml:1: there is no command "wacth"', /did you mean watch\?/],
    ["zzzzzz:\n  quick: true", 'c.yaml:1: there is no command "zzzzzz"', /--help/],
    ["watch: json", "c.yaml:1: watch is a command and takes no value", /below watch:/],
    ["read:\n  quick: true", 'c.yaml:2: read has no flag "quick"', /or below watch:/],
    ["watch:\n  qick: true", 'c.yaml:2: watch has no flag "qick"', /did you mean quick\?/],
    ["list:\n  zzzzzz: true", 'c.yaml:2: list has no flag "zzzzzz"', /ctrack list --help/],
    ["quick: yes", 'c.yaml:1: quick takes true or false, not "yes"', /quick: true/],
    ["quick: 'true'", 'c.yaml:1: quick takes true or false, not "true"', /leave out the quotes/],
    ["quick: [true]", "c.yaml:1: quick takes one value, not a list", /quick: true/],
    ["quick:", "c.yaml:1: quick needs a value", /quick: true/],
    ["wait: ~", "c.yaml:1: wait needs a value", /wait: T/],
    ["name: ' '", "c.yaml:1: name needs a value", /name: N/],
    ["wait: soon", 'c.yaml:1: wait takes a time, not "soon"', /200ms/],
    ["wait: 2m", "c.yaml:1: wait 2m is out of range", /from 0s to 1m/],
    ["count: 1e0", 'c.yaml:1: count takes a whole number, not "1e0"', /42/],
    ["count: [1]", "c.yaml:1: count takes one value, not a list", /count: N/],
    ["pid: [1, 100]", "c.yaml:1: pid 100 is out of range", /from 1 to 99/],
    ["kind: [exti]", 'c.yaml:1: kind does not take "exti"', /did you mean exit\?/],
    ["name: [web, ' ']", 'c.yaml:1: name has an empty item in "web, "', /single commas/],
    ["name: {web: 1}", "c.yaml:1: name takes a value, not keys", /name: N/],
    ["format: csv", 'c.yaml:1: format does not take "csv"', /put it below list:/],
    ["format: xml", 'c.yaml:1: format does not take "xml"', /give one of/],
    ["format: json\noutput: json", "c.yaml:2: output is set already, in line 1", /once/],
    ["list:\n  format: json", 'c.yaml:2: format does not take "json"', /give one of/],
    ["list:\n  failed: 3", 'c.yaml:2: failed takes true or false, not "3"', /failed: true/],
    ["no-header: 3", 'c.yaml:1: no-header takes true or false, not "3"', /no-header: true/],
  ];
  for (const [text, message, hint] of refusals) {
    const error = refusal(text);
    assertEquals([text, error.message], [text, message]);
    assertMatch(error.hint ?? "", hint);
    assertEquals(error.exitCode, 2);
  }
});

Deno.test("parseCommandLine() finds fault with the words before a file is read", () => {
  for (const argv of [["--nothing"], ["read"], ["read", "a", "b"], ["-q=x"]]) {
    assertThrows(() => parseCommandLine(COMMANDS, [...argv, "--config", "c.yaml"]), UsageError);
  }
  assertEquals(parseCommandLine(COMMANDS, ["--config", "c.yaml", "-h"]).kind, "help");
  assertThrows(() => parseCommandLine(COMMANDS, ["--config"]), UsageError, "needs a value");
});

/** Flags of `watch` with values that every way of writing keeps. */
const word = fc.stringMatching(/^[a-z0-9!*&#:.'"{}~=<> -]{1,12}$/).map((text) => text.trim())
  .filter((text) => text !== "");
const flags = fc.record({
  quick: fc.boolean(),
  name: fc.array(word, { minLength: 1, maxLength: 3 }),
  format: fc.constantFrom("table", "json", "{{a}} b"),
  kind: fc.subarray(["exec", "exit"], { minLength: 1 }),
  pid: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 3 }),
  wait: fc.integer({ min: 0, max: 60 }),
  size: fc.integer({ min: 4, max: 1024 }).map((size) => `${size}K`),
  expr: word,
}, { requiredKeys: [] });

Deno.test("configLayers() gives what the command line gives, for any flags", () => {
  fc.assert(fc.property(flags, fc.boolean(), fc.boolean(), (given, inSection, asText) => {
    const argv = Object.entries(given).map(([name, value]) => `--${name}=${value}`);
    const values = Object.entries(given).map(([name, value]) =>
      [name, asText && typeof value !== "boolean" ? String(value) : value] as const
    );
    const content = Object.fromEntries(values);
    const text = stringify(inSection ? { watch: content } : content);
    const typed = parseCommandLine(COMMANDS, argv);
    if (typed.kind !== "run") throw new Error("watch did not run");
    assertEquals(settled([], text).values, typed.values, text);
  }));
});

Deno.test("configLayers() answers or throws a UsageError, whatever the keys and values", () => {
  const key = fc.oneof(
    fc.constantFrom("watch", "list", "read", "format", "__proto__", "constructor", "list", "help"),
    fc.string({ maxLength: 6 }),
  );
  const value = fc.oneof(fc.string({ maxLength: 6 }), fc.boolean(), fc.integer());
  const inner = fc.array(fc.tuple(key, fc.oneof(value, fc.array(value))), { maxLength: 3 });
  const file = fc.array(fc.tuple(key, fc.oneof(value, inner.map((each) => new Map(each)))), {
    maxLength: 3,
  });
  fc.assert(fc.property(file, (entries) => {
    try {
      settled(["list"], stringify(new Map(entries)));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      assert(error.hint !== undefined && error.hint !== "", error.message);
    }
    assertEquals(({} as Record<string, unknown>)["format"], undefined);
  }));
});
