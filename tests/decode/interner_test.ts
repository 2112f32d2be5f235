import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { Interner } from "../../src/decode/interner.ts";
import { recordBytes } from "../../src/decode/record_bytes.ts";

interface Value {
  readonly bytes: readonly number[];
}

function counting() {
  let decoded = 0;
  const interner = new Interner<Value>((bytes) => {
    decoded++;
    return { bytes: [...bytes] };
  });
  return { interner, decoded: () => decoded };
}

/** A buffer with these bytes at `offset`, other bytes all around. */
function placed(content: Uint8Array, offset = 8, around = 0xa5) {
  const bytes = recordBytes(new ArrayBuffer(Math.ceil((offset + content.length) / 8) * 8 + 8));
  bytes.u8.fill(around);
  bytes.u8.set(content, offset);
  return bytes;
}

Deno.test("Interner gives the identical object for equal bytes, wherever they lie", () => {
  const { interner, decoded } = counting();
  const content = new TextEncoder().encode("/usr/bin/sh");
  const first = interner.get(placed(content), 8, content.length);
  const second = interner.get(placed(content, 12, 0), 12, content.length);
  assertStrictEquals(second, first);
  assertEquals(first.bytes, [...content]);
  assertEquals(decoded(), 1);
});

Deno.test("Interner tells bytes apart that differ in one place or in length", () => {
  const { interner } = counting();
  for (const length of [1, 3, 4, 7, 8, 16]) {
    const content = new Uint8Array(length).fill(7);
    interner.get(placed(content), 8, length);
    for (let i = 0; i < length; i++) {
      const other = content.slice();
      other[i] = 8;
      assertEquals(interner.get(placed(other), 8, length).bytes, [...other]);
    }
    assertEquals(interner.get(placed(content), 8, length - 1).bytes, [...content.slice(1)]);
  }
});

Deno.test("Interner gives right values when two strings share a slot", () => {
  const { interner, decoded } = counting();
  // More strings than slots: some collide, whatever the hash is.
  const strings = Array.from({ length: 5000 }, (_, i) => Uint8Array.of(i, i >> 8, 1, 2, 3));
  for (const content of [...strings, ...strings]) {
    assertEquals(interner.get(placed(content), 8, content.length).bytes, [...content]);
  }
  assert(decoded() > 5000);
  assert(decoded() < 10_000);
});

Deno.test("Interner keeps values of up to 2048 bytes and no longer ones", () => {
  const { interner } = counting();
  for (const [length, isKept] of [[2048, true], [2049, false]] as const) {
    const bytes = placed(new Uint8Array(length).fill(1));
    const first = interner.get(bytes, 8, length);
    const second = interner.get(bytes, 8, length);
    (isKept ? assertStrictEquals : assertNotStrictEquals)(second, first);
    assertEquals(second, first);
  }
});

Deno.test("Interner does not change a value when its bytes are overwritten", () => {
  const { interner } = counting();
  const bytes = placed(Uint8Array.of(1, 2, 3, 4, 5));
  const before = interner.get(bytes, 8, 5);
  bytes.u8[8] = 9;
  assertEquals(interner.get(bytes, 8, 5).bytes, [9, 2, 3, 4, 5]);
  assertEquals(before.bytes, [1, 2, 3, 4, 5]);
});

Deno.test("Interner decodes as its function does", () => {
  const { interner } = counting();
  const content = fc.uint8Array({ max: 2, maxLength: 9 });
  fc.assert(fc.property(content, fc.constantFrom(0, 4, 8), fc.nat(255), (bytes, at, around) => {
    assertEquals(interner.get(placed(bytes, at, around), at, bytes.length).bytes, [...bytes]);
  }));
});
