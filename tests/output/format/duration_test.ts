import { assertEquals } from "@std/assert";
import { formatDuration } from "../../../src/output/format/duration.ts";

const CASES: readonly (readonly [number, string])[] = [
  [0, "0ns"],
  [-5, "0ns"],
  [999, "999ns"],
  [980_000, "980us"],
  [999_999, "999us"],
  [1_000_000, "1.0ms"],
  [12_500_000, "12.5ms"],
  [999_999_999, "999.9ms"],
  [3_200_000_000, "3.2s"],
  [59_999_999_999, "59.9s"],
  [60e9, "1m00s"],
  [245e9, "4m05s"],
  [7_380e9, "2h03m"],
  [86_400e9 * 3 + 4 * 3_600e9, "3d04h"],
];

Deno.test("formatDuration() chooses the unit and never rounds up into the next one", () => {
  for (const [ns, text] of CASES) assertEquals(formatDuration(ns), text);
});
