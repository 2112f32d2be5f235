import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DEPTH_MAX, KEYS_MAX, RAW_MAX, SPELLED_MAX, TAG } from "../../../src/store/record/tags.ts";
import { ValueReader } from "../../../src/store/record/value_reader.ts";
import { ValueWriter } from "../../../src/store/record/value_writer.ts";
import { anyLabelled, hostileText } from "../../output/format/samples.ts";

function write(...values: readonly unknown[]): Uint8Array {
  const writer = new ValueWriter();
  writer.begin();
  for (const value of values) writer.add(value);
  return writer.bytes.slice();
}

function read(bytes: Uint8Array): unknown[] {
  const reader = new ValueReader(bytes);
  const values: unknown[] = [];
  while (!reader.isDone) values.push(reader.next());
  return values;
}

const anyNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, 127, 128, 0xffff, 0x10000, 2 ** 32 - 1, 2 ** 32, 2 ** 53, -1, NaN),
);
const anyKey = fc.oneof(
  hostileText,
  fc.constantFrom("__proto__", "constructor", "toString", "0", "program", "container"),
);

/** Values of all types that the writer takes. */
const { anyValue } = fc.letrec<{ anyValue: unknown }>((tie) => ({
  anyValue: fc.oneof(
    { depthSize: "small", maxDepth: 6 },
    anyNumber,
    hostileText,
    fc.string({ minLength: 30, maxLength: 200 }),
    fc.boolean(),
    fc.constantFrom(undefined, null),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.array(tie("anyValue"), { maxLength: 4 }),
    fc.dictionary(anyKey, tie("anyValue"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

Deno.test("ValueReader reads what ValueWriter wrote, whatever it was", () => {
  fc.assert(fc.property(fc.array(anyValue, { maxLength: 8 }), (values) => {
    assertEquals(read(write(...values)), values.map((value) => structuredClone(value)));
  }));
});

Deno.test("ValueReader reads events as they were, absent fields and lone surrogates included", () => {
  fc.assert(fc.property(fc.array(anyLabelled, { maxLength: 20 }), (events) => {
    assertEquals(read(write(...events)), events.map((event) => structuredClone(event)));
  }));
});

Deno.test("ValueReader shares what was shared, and nothing else", () => {
  const program = { path: "/bin/sh", args: ["sh"] };
  const equal = { path: "/bin/sh", args: ["sh"] };
  const exit = { code: 0 };
  const [a, b, c] = read(write({ program, exit }, { program, exit }, { program: equal, exit })) as {
    program: unknown;
    exit: unknown;
  }[];
  assertStrictEquals(a?.program, b?.program);
  assert(a?.program !== c?.program);
  assert(a?.exit !== b?.exit);
});

Deno.test("ValueReader takes __proto__ for a key like any other", () => {
  const bytes = write(JSON.parse('{"__proto__":{"polluted":1},"a":2}'));
  const [value] = read(bytes) as [Record<string, unknown>];
  assertEquals(Object.keys(value), ["__proto__", "a"]);
  assertStrictEquals(Object.getPrototypeOf(value), Object.prototype);
  assertEquals((value as { polluted?: unknown }).polluted, undefined);
  assertEquals(({} as { polluted?: unknown }).polluted, undefined);
});

Deno.test("ValueWriter begins each block anew", () => {
  const writer = new ValueWriter();
  const value = { program: { path: "/bin/a-program" }, text: "again" };
  const blocks = [1, 2].map(() => {
    writer.begin();
    writer.add(value);
    return writer.bytes.slice();
  });
  assertEquals(blocks[0], blocks[1]);
  assertEquals(read(blocks[1] ?? new Uint8Array()), [value]);
});

Deno.test("ValueWriter refuses what it cannot write, and keeps what it has", () => {
  let deep: unknown = 0;
  for (let i = 0; i <= DEPTH_MAX; i++) deep = [deep];
  const keys = Object.fromEntries(Array.from({ length: KEYS_MAX + 1 }, (_, i) => [`k${i}`, 0]));
  for (const value of [deep, keys, 2n ** 64n, () => {}, Symbol("s"), "x".repeat(RAW_MAX + 1)]) {
    const writer = new ValueWriter();
    writer.begin();
    writer.add({ before: "it" });
    assertThrows(() => writer.add({ value }), RangeError);
    assertEquals(read(writer.bytes), [{ before: "it" }]);
  }
});

Deno.test("ValueReader throws RangeError for bytes of any kind, or makes values of them", () => {
  const isCalm = (bytes: Uint8Array) => {
    try {
      read(bytes);
    } catch (error) {
      assert(error instanceof RangeError, String(error));
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), isCalm), { numRuns: 2000 });
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
  fc.assert(fc.property(fc.array(anyLabelled, { maxLength: 3 }), flips, (events, changes) => {
    const bytes = write(...events);
    for (const [at, byte] of changes) bytes[at % Math.max(1, bytes.length)] = byte;
    isCalm(bytes);
  }));
});

Deno.test("ValueReader allocates no more than the bytes can hold", () => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
  for (
    const bytes of [
      [TAG.list, ...huge],
      [TAG.utf8, ...huge],
      [TAG.utf16, ...huge],
      [TAG.newShape, ...huge],
      [TAG.text, ...huge],
      [TAG.share, TAG.share],
      [TAG.list, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      new Array(100_000).fill(TAG.share),
      new Array(100_000).fill(0).map((_, i) => i % 2 === 0 ? TAG.list : 1),
    ]
  ) assertThrows(() => read(new Uint8Array(bytes)), RangeError);
});

Deno.test("ValueReader makes no value that is much longer when it is written than it is here", () => {
  const text = "x".repeat(1 << 16);
  const share = { program: { args: Array(8).fill(text) } };
  const most = SPELLED_MAX / (1 << 16);
  const refused = [
    Array(most + 1).fill(text),
    { a: Array(most / 2 + 1).fill(text), b: Array(most / 2).fill(text) },
    // What is shared, and a shape's keys, count where they are referred to.
    Array(most / 8 + 1).fill(share),
    Array(most + 1).fill({ [text]: 1 }),
  ];
  for (const value of refused) assertThrows(() => read(write(value)), RangeError, "characters");
  assertEquals(read(write(Array(most - 1).fill(text), text)).length, 2);
});
