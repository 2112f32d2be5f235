import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeText } from "../../src/decode/decode_text.ts";

/** Back to bytes, as Python's `surrogateescape` does it. */
function encodeEscaped(text: string): number[] {
  return Array.from(text).flatMap((char) => {
    const unit = char.charCodeAt(0);
    const isByte = char.length === 1 && unit >= 0xdc80 && unit <= 0xdcff;
    return isByte ? [unit & 0xff] : [...new TextEncoder().encode(char)];
  });
}

const CASES: readonly { name: string; bytes: readonly number[]; text: string }[] = [
  { name: "nothing", bytes: [], text: "" },
  { name: "ASCII with controls", bytes: [0x1b, 0x5b, 0x6d, 0x0a, 0x7f], text: "\x1b[m\n\x7f" },
  { name: "two bytes", bytes: [0xc3, 0xa9], text: "\u00e9" },
  { name: "three bytes", bytes: [0xe2, 0x82, 0xac], text: "\u20ac" },
  { name: "four bytes", bytes: [0xf0, 0x9f, 0x98, 0x80], text: "\u{1f600}" },
  { name: "a byte order mark", bytes: [0xef, 0xbb, 0xbf, 0x61], text: "\ufeffa" },
  { name: "the last code point", bytes: [0xf4, 0x8f, 0xbf, 0xbf], text: "\u{10ffff}" },
  { name: "beyond the last code point", bytes: [0xf4, 0x90, 0x80], text: "\udcf4\udc90\udc80" },
  { name: "a byte that never is UTF-8", bytes: [0x61, 0xff, 0x62], text: "a\udcffb" },
  { name: "overlong in two bytes", bytes: [0xc0, 0xaf], text: "\udcc0\udcaf" },
  { name: "overlong in three bytes", bytes: [0xe0, 0x80, 0xaf], text: "\udce0\udc80\udcaf" },
  {
    name: "overlong in four bytes",
    bytes: [0xf0, 0x80, 0x80, 0xaf],
    text: "\udcf0\udc80\udc80\udcaf",
  },
  { name: "an encoded surrogate", bytes: [0xed, 0xb2, 0x80], text: "\udced\udcb2\udc80" },
  { name: "a cut sequence", bytes: [0x61, 0xe2, 0x82], text: "a\udce2\udc82" },
  { name: "a sequence behind a cut one", bytes: [0xe2, 0xc3, 0xa9], text: "\udce2\u00e9" },
  { name: "a lone continuation", bytes: [0x80, 0xc3, 0xa9], text: "\udc80\u00e9" },
];

for (const { name, bytes, text } of CASES) {
  Deno.test(`decodeText() reads ${name}`, () => {
    assertEquals(decodeText(Uint8Array.from(bytes)), text);
    assertEquals(encodeEscaped(text), [...bytes]);
  });
}

/** Bytes that come close to UTF-8 more often than random ones do. */
const nearText = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.string({ unit: "grapheme" }).map((text) => new TextEncoder().encode(text)),
    fc.constantFrom(...CASES.map(({ bytes }) => Uint8Array.from(bytes))),
  ),
  { maxLength: 8 },
).map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

Deno.test("decodeText() loses no byte", () => {
  fc.assert(fc.property(nearText, (bytes) => {
    assertEquals(encodeEscaped(decodeText(bytes)), [...bytes]);
  }));
});

Deno.test("decodeText() agrees with the standard on what is UTF-8", () => {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  fc.assert(fc.property(nearText, (bytes) => {
    let standard: string | undefined;
    try {
      standard = strict.decode(bytes);
    } catch {
      standard = undefined;
    }
    const text = decodeText(bytes);
    assertEquals(text.isWellFormed(), standard !== undefined);
    if (standard !== undefined) assertEquals(text, standard);
  }));
});

Deno.test("decodeText() takes any length", () => {
  for (const length of [4095, 4096, 4097, 200_000]) {
    const bytes = new Uint8Array(length).fill(0x61);
    assertEquals(decodeText(bytes), "a".repeat(length));
    bytes[length - 1] = 0xff;
    assertEquals(decodeText(bytes), `${"a".repeat(length - 1)}\udcff`);
  }
});
