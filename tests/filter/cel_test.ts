import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { compileCel } from "../../src/filter/cel.ts";
import type { CelField } from "../../src/filter/cel_field.ts";
import { FilterError } from "../../src/filter/filter_error.ts";

const FIELDS: readonly CelField[] = [
  { path: "event", type: "string" },
  { path: "time", type: "string" },
  { path: "process.pid", type: "integer" },
  { path: "process.command", type: "string" },
  { path: "process.command_args", type: "strings" },
  { path: "process.duration_ms", type: "number" },
  { path: "process.exit.code", type: "integer" },
  { path: "process.exit.oom", type: "boolean" },
  { path: "container.name", type: "string" },
  { path: "container.labels", type: "map" },
];

const EXIT = {
  event: "exit",
  time: "2026-11-21T22:10:54.5Z",
  process: {
    pid: 7,
    command: "sh",
    command_args: ["sh", "-c", "true"],
    duration_ms: 12,
    exit: { code: 2, oom: false },
  },
  container: { name: "web" },
};
const EXEC = { event: "exec", process: { pid: 7, command: "sh" }, container: { name: "web" } };
const HOST = { event: "exec", process: { pid: 1, command: "init" } };

function match(expression: string, json: object): boolean {
  return compileCel(expression, FIELDS).matches(json);
}

function refusal(expression: string): FilterError {
  return assertThrows(() => compileCel(expression, FIELDS), FilterError);
}

Deno.test("compileCel() computes with numbers, texts, lists and times", () => {
  const truths = [
    "process.pid == 7",
    "7 == process.pid",
    "process.pid != 8 && process.pid < 7.5",
    "process.pid == 7.0",
    "process.pid in [1, 7]",
    "process.duration_ms == 12",
    "process.duration_ms > 11.5 && process.duration_ms / 2 == 6.0",
    "process.duration_ms * 2 > 20",
    "process.pid % 2 == 1",
    '"-c" in process.command_args',
    'process.command_args.exists(a, a == "true")',
    'process.command_args[0] == "sh" && size(process.command_args) == 3',
    'process.command_args.exists(container, container == "sh")',
    'process["command"].startsWith("s")',
    'container.name.matches("^w.b$")',
    "timestamp(time) > timestamp('2026-01-01T00:00:00Z')",
    "process.exit.code != 0 ? true : false",
    "!process.exit.oom",
    "cel.bind(p, process.pid, p == 7)",
  ];
  for (const expression of truths) assert(match(expression, EXIT), expression);
});

Deno.test("compileCel() takes an absent field for unknown: neither true nor its opposite", () => {
  for (
    const expression of [
      "process.exit.code != 0",
      "process.exit.code == 0",
      "!(process.exit.code == 0)",
      "process.exit.code == 0 || event == 'exit'",
      "process.exit.code == 0 ? true : true",
      'process.command_args[0] == "sh"',
      'process.command_args.exists(a, a == "sh")',
    ]
  ) {
    const predicate = compileCel(expression, FIELDS);
    assertEquals(predicate.matches(EXEC), false, expression);
    assertEquals(predicate.failures, 0, expression);
  }
  assertEquals(match('!(container.name == "web")', HOST), false);
  assertEquals(match('container.name != "web"', HOST), false);
});

Deno.test("compileCel() lets the known side decide and has() always know", () => {
  for (
    const expression of [
      'container.name == "web" || process.pid == 1',
      'process.pid == 1 || container.name == "web"',
      '!(container.name == "web" && process.pid == 2)',
      "!has(container.name)",
      "!has(process.exit.code) && has(process.pid)",
      "!has(container.name) || container.name != 'web'",
    ]
  ) assert(match(expression, HOST), expression);
  assertEquals(match("has(container.name)", HOST), false);
  assertEquals(match("has(container.name)", EXEC), true);
  assertEquals(match("has(process.exit)", EXEC), true);
});

Deno.test("compileCel() looks labels up by any key", () => {
  const labels = { app: "web", "a.b/c": "1", ["__proto__"]: "x" };
  const json = { container: { name: "web", labels } };
  for (
    const truth of [
      'container.labels["app"] == "web"',
      'container.labels.app == "web"',
      '"a.b/c" in container.labels',
      "has(container.labels.app) && !has(container.labels.none)",
      'container.labels.exists(key, key.startsWith("a."))',
      "size(container.labels) > 1",
    ]
  ) assertEquals(match(truth, json), true, truth);
  for (
    const other of [
      'container.labels["none"] == "web"',
      'container.labels["none"] != "web"',
      'container.labels["toString"] != "web"',
      '"none" in container.labels',
    ]
  ) assertEquals(match(other, json), false, other);
  assertEquals(match('container.labels["app"] == "web"', HOST), false);
});

Deno.test("compileCel() refuses fields that do not exist, wherever they stand", () => {
  const unknown: readonly (readonly [expression: string, given: string, column: number])[] = [
    ["proces.pid == 1", "proces.pid", 1],
    ['container.nam == "web"', "container.nam", 11],
    ["has(container.nam)", "container.nam", 15],
    ['process["pdi"] == 1', "process.pdi", 9],
    ["true || nope", "nope", 9],
    ["event.startsWith(nope)", "nope", 18],
    ["[1, nope].exists(x, x == 1)", "nope", 5],
    ["process.command_args.exists(a, a == b)", "b", 37],
  ];
  for (const [expression, given, column] of unknown) {
    const error = refusal(expression);
    assertEquals(error.unknown?.given, given, expression);
    assertMatch(error.message, new RegExp(`column ${column}\\b`), expression);
    assert(error.unknown?.known.includes("process.pid"));
  }
});

Deno.test("compileCel() refuses what can never be true or false, with the column", () => {
  const bad: readonly (readonly [expression: string, message: RegExp])[] = [
    ["", /ends too early/],
    ["process.pid ==", /ends too early \(column 15\)/],
    ["process.pid == 'x'", /int == string \(column 1\)/],
    ["process.command < 3", /string < int/],
    ["process.pid", /gives int, not true or false/],
    ["container.name == null", /string == null/],
    ["process == 1", /process == int/],
    ["nope(1)", /nope/],
    ["process.command.matches('(')", /no regular expression \(column 25\)/],
    ["'open", /Unterminated string/],
    ["process.pid == 1 #", /Unexpected character/],
    [`${"(".repeat(500)}true${")".repeat(500)}`, /./],
  ];
  for (const [expression, message] of bad) {
    const error = refusal(expression);
    assertMatch(error.message, message, expression);
    assert(error.hint !== undefined && error.hint !== "");
  }
});

Deno.test("compileCel() counts failures at a match and lets nothing match", () => {
  const predicate = compileCel("process.pid / (process.pid - 7) == 1", FIELDS);
  assertEquals([predicate.matches(EXIT), predicate.matches(HOST)], [false, false]);
  assertEquals(predicate.failures, 1);
  const wrong = compileCel("process.pid < 9", FIELDS);
  assertEquals(wrong.matches({ process: { pid: "seven" } }), false);
  assertEquals(wrong.failures, 1);
});

Deno.test("compileCel().matches() never throws, whatever the object", () => {
  const predicates = [
    "process.pid < 9 && container.name.startsWith('w')",
    "process.command_args.exists(a, a.contains('x')) || process.exit.oom",
    "process.exit.code + 1 > 0 && size(process.command_args) > 1",
  ].map((expression) => compileCel(expression, FIELDS));
  const names = fc.constantFrom(
    "process",
    "container",
    "pid",
    "command_args",
    "exit",
    "name",
    "oom",
  );
  const json = fc.dictionary(
    names,
    fc.letrec((tie) => ({
      node: fc.oneof(fc.anything(), fc.dictionary(names, tie("node"), { maxKeys: 3 })),
    })).node,
  );
  fc.assert(fc.property(json, (json) => {
    for (const { matches } of predicates) assertEquals(typeof matches(json), "boolean");
  }));
});

type Value = true | false | undefined;

/** Kleene's tables, by hand. */
const AND = (a: Value, b: Value): Value =>
  a === false || b === false ? false : a === undefined || b === undefined ? undefined : true;
const NOT = (a: Value): Value => a === undefined ? undefined : !a;

interface Formula {
  readonly text: string;
  readonly value: Value;
}

const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Formula>(
      { text: "process.pid == 1", value: true },
      { text: "process.pid == 2", value: false },
      { text: 'container.name == "web"', value: undefined },
      { text: "has(container.name)", value: false },
    ),
    tie("formula").map(({ text, value }) => ({ text: `!(${text})`, value: NOT(value) })),
    fc.tuple(tie("formula"), tie("formula")).map(([a, b]) => ({
      text: `(${a.text} && ${b.text})`,
      value: AND(a.value, b.value),
    })),
    fc.tuple(tie("formula"), tie("formula")).map(([a, b]) => ({
      text: `(${a.text} || ${b.text})`,
      value: NOT(AND(NOT(a.value), NOT(b.value))),
    })),
  ),
}));

Deno.test("compileCel() follows the three-valued tables of and, or, not", () => {
  fc.assert(fc.property(formula, ({ text, value }) => {
    assertEquals(match(text, HOST), value === true);
    assertEquals(match(`!(${text})`, HOST), value === false);
  }));
});
