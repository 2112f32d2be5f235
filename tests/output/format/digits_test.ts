import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { threeDigits, writeMilliseconds } from "../../../src/output/format/digits.ts";
import { LineBuffer } from "../../../src/output/format/line_buffer.ts";

function milliseconds(ns: number): string {
  const out = new LineBuffer();
  writeMilliseconds(ns, out);
  return out.toString();
}

Deno.test("threeDigits() pads with zeros", () => {
  assertEquals([0, 7, 42, 999].map(threeDigits), ["000", "007", "042", "999"]);
});

Deno.test("writeMilliseconds() is as short as the value allows", () => {
  assertEquals([0, 12e6, 12_500_000, 12_345_678, 1].map(milliseconds), [
    "0",
    "12",
    "12.500",
    "12.345678",
    "0.000001",
  ]);
});

Deno.test("writeMilliseconds() is exact for the CPU time of many cores and years", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 2 ** 59, noNaN: true }), (any) => {
    const ns = Math.floor(any);
    const [whole = "", part = ""] = milliseconds(ns).split(".");
    assertEquals(BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, "0")), BigInt(ns));
  }));
});

Deno.test("writeMilliseconds() reads back as the quotient", () => {
  fc.assert(fc.property(fc.maxSafeNat(), (ns) => {
    assertEquals(JSON.parse(milliseconds(ns)), ns / 1e6);
  }));
});
