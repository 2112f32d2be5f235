import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { growth } from "./trend.ts";

Deno.test("growth() of a straight line is its rise", () => {
  fc.assert(fc.property(
    fc.integer({ min: 2, max: 40 }),
    fc.integer({ min: -1000, max: 1000 }),
    fc.integer({ min: -100, max: 100 }),
    (count, start, step) => {
      const samples = Array.from({ length: count }, (_, at) => start + step * at);
      assertAlmostEquals(growth(samples), step * (count - 1), 1e-6);
    },
  ));
});

Deno.test("growth() is not moved by outliers", () => {
  assertEquals(growth([100, 100, 180, 100, 100, 100, 20, 100, 100]), 0);
  assertAlmostEquals(growth([100, 110, 120, 500, 140, 150, 160, 0, 180, 190]), 90, 2);
});

Deno.test("growth() finds a leak below the noise of a collector", () => {
  // A saw of 8, and 1 more each time.
  const samples = Array.from({ length: 40 }, (_, at) => 100 + 8 * (at % 4) / 3 + at);
  assertAlmostEquals(growth(samples), 39, 3);
});

Deno.test("growth() of one sample is an error", () => {
  assertThrows(() => growth([1]), RangeError, "1 samples show no growth");
});
