import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { jsonMilliseconds, threeDigits } from "../../../src/output/format/digits.ts";

Deno.test("threeDigits() pads with zeros", () => {
  assertEquals([0, 7, 42, 999].map(threeDigits), ["000", "007", "042", "999"]);
});

Deno.test("jsonMilliseconds() is as short as the value allows", () => {
  assertEquals([0, 12e6, 12_500_000, 12_345_678, 1].map(jsonMilliseconds), [
    "0",
    "12",
    "12.500",
    "12.345678",
    "0.000001",
  ]);
});

Deno.test("jsonMilliseconds() reads back as the quotient", () => {
  fc.assert(fc.property(fc.maxSafeNat(), (ns) => {
    assertEquals(JSON.parse(jsonMilliseconds(ns)), ns / 1e6);
  }));
});
