import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Fragment, LineBuffer } from "../../../src/output/format/line_buffer.ts";
import { hostileText } from "./samples.ts";

/** One thing to write, and the text it makes. */
const piece: fc.Arbitrary<{ write: (out: LineBuffer) => void; text: string }> = fc.oneof(
  fc.oneof(hostileText, fc.string({ maxLength: 200 }), fc.string({ unit: "grapheme" })).chain(
    (raw) => {
      const text = raw.toWellFormed();
      return fc.constantFrom(
        { write: (out: LineBuffer) => out.text(raw), text },
        { write: (out: LineBuffer) => out.fragment(new Fragment(raw)), text },
      );
    },
  ),
  fc.oneof(fc.nat(2000), fc.maxSafeNat()).map((n) => ({
    write: (out: LineBuffer) => out.integer(n),
    text: `${n}`,
  })),
  fc.nat(999_999_999).map((n) => ({
    write: (out: LineBuffer) => out.nineDigits(n),
    text: `${n}`.padStart(9, "0"),
  })),
  fc.nat(999).map((n) => ({
    write: (out: LineBuffer) => out.threeDigits(n),
    text: `${n}`.padStart(3, "0"),
  })),
);

Deno.test("LineBuffer holds what was written, in order, however small it began", () => {
  fc.assert(fc.property(fc.array(piece), fc.nat(40), (pieces, size) => {
    const out = new LineBuffer(new ArrayBuffer(size));
    for (const { write } of pieces) write(out);
    const text = pieces.map((one) => one.text).join("");
    assertEquals(out.toString(), text);
    assertEquals(out.bytes, new TextEncoder().encode(text));
    assertEquals(out.length, out.bytes.length);
  }));
});

Deno.test("LineBuffer.integer() writes any whole number", () => {
  const out = new LineBuffer();
  for (const n of [0, 9, 10, 99, 100, 999, 1000, 1_000_000, 4294967295, Number.MAX_SAFE_INTEGER]) {
    out.clear();
    out.integer(n);
    assertEquals(out.toString(), `${n}`);
  }
});

Deno.test("LineBuffer.clear() begins anew", () => {
  const out = new LineBuffer();
  out.text("one");
  out.clear();
  assertEquals([out.length, out.toString()], [0, ""]);
  out.text("2");
  assertEquals(out.toString(), "2");
});

Deno.test("LineBuffer.fragment() keeps each byte, however its words look as numbers", () => {
  const out = new LineBuffer();
  for (const character of ["\x7f", "\u00ff", "\uffff", "\u{f0000}", "\u{10ffff}"]) {
    for (let length = 0; length < 16; length++) {
      const text = `${"\x7f".repeat(length)}${character}\x7f${character}`;
      out.clear();
      out.fragment(new Fragment(text));
      assertEquals(out.bytes, new TextEncoder().encode(text));
    }
  }
});
