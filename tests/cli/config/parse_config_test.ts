import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../../src/cli/cli_error.ts";
import { parseConfig } from "../../../src/cli/config/parse_config.ts";

function refusal(text: string): string {
  return assertThrows(() => parseConfig("f", text), UsageError).message;
}

Deno.test("parseConfig() keeps values as they are written, with the lines of their keys", () => {
  const text = 'a: 010\nb: "x"\n# c\nd:\n  - y\n  - "z"\ne:\n  f: ~\n  g: |\n    h\n';
  assertEquals(parseConfig("f", text), {
    path: "f",
    entries: [
      { key: "a", line: 1, value: { kind: "text", text: "010", isQuoted: false } },
      { key: "b", line: 2, value: { kind: "text", text: "x", isQuoted: true } },
      { key: "d", line: 4, value: { kind: "list", items: ["y", "z"] } },
      {
        key: "e",
        line: 7,
        value: {
          kind: "section",
          entries: [
            { key: "f", line: 8, value: { kind: "none" } },
            { key: "g", line: 9, value: { kind: "text", text: "h\n", isQuoted: true } },
          ],
        },
      },
    ],
  });
});

Deno.test("parseConfig() names line and column of what is no YAML, or none that holds flags", () => {
  const refusals: readonly (readonly [text: string, said: RegExp])[] = [
    ["a: [\n", /^f:2:1: not YAML: Flow sequence/],
    ['a: "b', /^f:1:6: not YAML: Missing closing/],
    ["a: b: c", /^f:1:4: not YAML: Nested mappings/],
    ["a:\n\tb: c", /^f:2:1: not YAML: Tabs/],
    ["a: b\n---\nc: d", /^f:2:1: a second document begins here$/],
    ["- a", /^f:1:1: flags are keys with values$/],
    ["a", /^f:1:1: flags are keys with values$/],
    ["a: {{.b}}", /^f:1:5: a key is a word$/],
    ["? [a]\n: b", /^f:1:3: a key is a word$/],
    ["a: [b, [c]]", /^f:1:8: an item of a list is a word$/],
    ["a: [b, '']", /^f:1:8: an item of the list is empty$/],
    ["a:\n  b:\n    c: d", /^f:3:5: a flag takes a value, not keys$/],
    ["a: 1\nb: 2\na: 3", /^f:3:1: a is set already, in line 1$/],
    ["a:\n  b: 1\n  b: 2", /^f:3:3: b is set already, in line 2$/],
    ["a: !web", /^f:1:4: ! begins a tag/],
    ["a: !!int 3", /^f:1:5: ! begins a tag/],
    ["a: *web", /^f:1:4: \* begins an alias/],
    ["a: &web b", /^f:1:4: & begins an anchor/],
    ["a: &x [b]\nc: *x", /^f:1:4: & begins an anchor/],
    ["<<: *x", /\* begins an alias/],
    ["a: [b, *x]", /^f:1:8: \* begins an alias/],
    ["!k a: b", /^f:1:1: ! begins a tag/],
  ];
  for (const [text, said] of refusals) {
    const message = refusal(text);
    assert(said.test(message), `${text}: ${message}`);
  }
});

Deno.test("parseConfig() takes keys for words, whatever they mean to JavaScript", () => {
  const text = "__proto__:\n  polluted: yes\nconstructor: x\n";
  const [first, second] = parseConfig("f", text).entries;
  assertEquals([first?.key, second?.key], ["__proto__", "constructor"]);
  assertEquals(Object.hasOwn(Object.prototype, "polluted"), false);
});

Deno.test("parseConfig() is not overwhelmed by what is nested or repeated", () => {
  const bomb = "a: &a [x]\n" +
    Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [${"*a,".repeat(9)}]`).join("\n");
  assert(refusal(bomb).includes("begins an"));
  for (const open of ["[", "{", "- ", "? "]) {
    assert(refusal(open.repeat(20_000)).endsWith("it is nested too deeply"));
  }
  const many = Array.from({ length: 20_000 }, (_, i) => `key${i}: v`).join("\n");
  assertEquals(parseConfig("f", many).entries.length, 20_000);
  assert(refusal("a: b\n".repeat(20_000)).includes("a is set already"));
});

Deno.test("parseConfig() returns or throws a UsageError with a hint, whatever the text", () => {
  const piece = fc.constantFrom(
    ..."a b : - ? [ ] { } , # & * ! | > ' \" % @ ` \n \t ~ \\ \u2028 \0 \ud800".split(" "),
    " ",
    "\n  ",
    ": ",
    "--- ",
    "...\n",
    "<<",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      try {
        parseConfig("f", pieces.join(""));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        assert(error.hint !== undefined && /^f:\d+:\d+: /.test(error.message), error.message);
      }
    }),
    { numRuns: 2000 },
  );
});
