import { assert, assertEquals } from "@std/assert";
import { OPTIONAL_PROGRAMS } from "../../src/shim/optional_programs.ts";
import { SHIM_SYMBOLS } from "../../src/shim/symbols.ts";

interface Prototype {
  /** On one line, as C has it. */
  readonly text: string;
  readonly result: string;
  readonly parameters: readonly string[];
  /** Whether the comment above it warns that it blocks. */
  readonly blocks: boolean;
}

/** C types, without their const, as FFI types. A pointer to a struct is an opaque address. */
const FFI_TYPES: readonly (readonly [pattern: RegExp, ffi: string])[] = [
  [/^int32_t$/, "i32"],
  [/^uint32_t$/, "u32"],
  [/^uint64_t$/, "u64"],
  [/^u?int(8|32|64)_t \*$/, "buffer"],
  [/^struct \w+ \*$/, "pointer"],
];

function ffiType(type: string): string {
  const plain = type.replace(/^const /, "").trim();
  const row = FFI_TYPES.find(([pattern]) => pattern.test(plain));
  if (row === undefined) throw new Error(`no FFI type for "${type}"`);
  return row[1];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The functions that a header exports, by name. */
function parseHeader(header: string): Map<string, Prototype> {
  const pattern =
    /\/\*((?:(?!\*\/)[\s\S])*)\*\/\s*CTRACK_EXPORT\s+(\w+)\s+(\w+)\s*\(([^)]*)\)\s*;/g;
  return new Map(
    [...header.matchAll(pattern)].map(([, comment = "", result = "", name = "", list = ""]) => [
      name,
      {
        text: oneLine(`${result} ${name}(${list})`),
        result: ffiType(result),
        parameters: list === "void"
          ? []
          : list.split(",").map((parameter) => ffiType(oneLine(parameter).replace(/\w+$/, ""))),
        blocks: comment.includes("Blocks:"),
      },
    ]),
  );
}

/** The comments right above the entries of the symbol table, by entry. */
function parseComments(source: string): Map<string, string> {
  return new Map(
    [...source.matchAll(/((?: *\/\/.*\n)+) *(\w+): \{/g)].map(([, comment = "", name = ""]) => [
      name,
      oneLine(comment.replace(/^ *\/\/ /gm, "")),
    ]),
  );
}

const read = (path: string) => Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));
const prototypes = parseHeader(read("ffi/ctrack_shim.h"));
const symbols = new Map<string, Deno.ForeignFunction>(Object.entries(SHIM_SYMBOLS));

Deno.test("SHIM_SYMBOLS names every function of ctrack_shim.h", () => {
  const exported = [...read("ffi/ctrack_shim.h").matchAll(/^CTRACK_EXPORT /gm)].length;
  assert(exported > 0);
  assertEquals(prototypes.size, exported);
  assertEquals([...symbols.keys()].sort(), [...prototypes.keys()].sort());
});

Deno.test("SHIM_SYMBOLS has the types of ctrack_shim.h", () => {
  for (const [name, { parameters, result }] of prototypes) {
    const symbol = symbols.get(name);
    assertEquals([name, symbol?.parameters, symbol?.result], [name, parameters, result]);
  }
});

Deno.test("SHIM_SYMBOLS repeats each prototype above its entry", () => {
  const comments = parseComments(read("src/shim/symbols.ts"));
  for (const [name, { text }] of prototypes) assertEquals(comments.get(name), text);
});

Deno.test("SHIM_SYMBOLS calls what blocks off the main thread", () => {
  const blocking = [...prototypes].filter(([, { blocks }]) => blocks).map(([name]) => name);
  assertEquals(blocking.includes("ctrack_poll"), true);
  for (const name of blocking) assertEquals([name, symbols.get(name)?.nonblocking], [name, true]);
});

Deno.test("the contract's parser tells types and texts apart", () => {
  const header = `/* Blocks: no. */
CTRACK_EXPORT int32_t f(const uint8_t *a,
\t\t\tuint64_t b, struct s *c);`;
  assertEquals(parseHeader(header).get("f"), {
    text: "int32_t f(const uint8_t *a, uint64_t b, struct s *c)",
    result: "i32",
    parameters: ["buffer", "u64", "pointer"],
    blocks: true,
  });
  assertEquals(parseComments("  // int f(\n  //       int a)\n  f: {").get("f"), "int f( int a)");
});

Deno.test("OPTIONAL_PROGRAMS are the kinds of ctrack_optional(), in their order", async () => {
  const header = await Deno.readTextFile(new URL("../../ffi/ctrack_shim.h", import.meta.url));
  const [, list = ""] = /enum ctrack_optional_kind \{([^}]*)\}/.exec(header) ?? [];
  const kinds = [...list.matchAll(/CTRACK_(\w+) = (\d+)/g)];
  assertEquals(kinds.map(([, name]) => name), OPTIONAL_PROGRAMS.map((name) => name.toUpperCase()));
  assertEquals(kinds.map(([, , value]) => Number(value)), [...OPTIONAL_PROGRAMS.keys()]);
});
