import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Key } from "../../src/terminal/key.ts";
import { KeyDecoder } from "../../src/terminal/key_decoder.ts";
import { isPrintable } from "../../src/text/printable.ts";

const encoder = new TextEncoder();

/** The keys of these reads, and of the wait behind them. */
function keysOf(...reads: readonly (string | Uint8Array)[]): Key[] {
  const decoder = new KeyDecoder();
  const keys = reads.flatMap((read) =>
    decoder.feed(typeof read === "string" ? encoder.encode(read) : read)
  );
  return [...keys, ...decoder.flush()];
}

const text = (characters: string) => [...characters].map((each) => ({ text: each }));

Deno.test("KeyDecoder knows the keys of xterm, vt220, rxvt and the Linux console", () => {
  const known: readonly (readonly [string, Key])[] = [
    ["\x1b[A", "up"],
    ["\x1bOB", "down"],
    ["\x1b[1;5C", "right"],
    ["\x1b[D", "left"],
    ["\x1b[H", "home"],
    ["\x1bOH", "home"],
    ["\x1b[1~", "home"],
    ["\x1b[7~", "home"],
    ["\x1b[4~", "end"],
    ["\x1b[F", "end"],
    ["\x1b[5~", "page-up"],
    ["\x1b[6;2~", "page-down"],
    ["\x1b[3~", "delete"],
    ["\x1bOM", "enter"],
    ["\r", "enter"],
    ["\n", "enter"],
    ["\x7f", "backspace"],
    ["\b", "backspace"],
    ["\t", "tab"],
    ["\x0c", "redraw"],
    ["\x03", "interrupt"],
  ];
  for (const [bytes, key] of known) assertEquals([bytes, keysOf(bytes)], [bytes, [key]]);
});

Deno.test("KeyDecoder gives characters one by one, wide ones whole", () => {
  assertEquals(keysOf("q/\u4e2d\u{1f433}"), text("q/\u4e2d\u{1f433}"));
});

Deno.test("KeyDecoder swallows sequences and characters that say nothing", () => {
  assertEquals(keysOf("\x1b[<0;10;20M\x1b[200~\x1b[15~\x00\x01\u009b\u202ea"), [
    "enter",
    ...text("a"),
  ]);
});

Deno.test("KeyDecoder tells an escape alone from the beginning of a sequence", () => {
  const decoder = new KeyDecoder();
  assertEquals(decoder.feed(encoder.encode("\x1b")), []);
  assert(decoder.isWaiting);
  assertEquals(decoder.flush(), ["escape"]);
  assertEquals(decoder.isWaiting, false);
  assertEquals(keysOf("\x1b\x1b"), ["escape", "escape"]);
  assertEquals(keysOf("\x1bq"), ["escape", ...text("q")]);
  assertEquals(keysOf("\x1b["), ["escape", ...text("[")]);
  assertEquals(keysOf(`\x1b[${"1".repeat(100)}`), ["escape", ...text(`[${"1".repeat(100)}`)]);
});

Deno.test("KeyDecoder gives the same keys however bytes are cut into reads", () => {
  const part = fc.oneof(
    fc.constantFrom("\x1b[A", "\x1bOH", "\x1b[1;5D", "\x1b[5~", "\x1b", "\r", "\x7f", "[", "O"),
    fc.string({ unit: "binary", maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.nat(8)), (parts, sizes) => {
      const bytes = encoder.encode(parts.join(""));
      const reads: Uint8Array[] = [];
      let from = 0;
      for (const size of sizes) {
        reads.push(bytes.subarray(from, from + size));
        from += size;
      }
      assertEquals(keysOf(...reads, bytes.subarray(from)), keysOf(bytes));
    }),
  );
});

Deno.test("KeyDecoder takes any bytes, and what is typed is printable", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const key of keysOf(bytes)) {
        if (typeof key !== "string") assert(isPrintable(key.text) && [...key.text].length === 1);
      }
    }),
  );
});
