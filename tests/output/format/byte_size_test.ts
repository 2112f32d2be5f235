import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatBytes } from "../../../src/output/format/byte_size.ts";

Deno.test("formatBytes() writes powers of 1024 with three digits at most", () => {
  const sizes: readonly (readonly [number, string])[] = [
    [0, "0B"],
    [512, "512B"],
    [1023, "1023B"],
    [1024, "1.0K"],
    [1536, "1.5K"],
    [102_400, "100K"],
    [1024 ** 2 - 1, "1.0M"],
    [640 * 1024 ** 2, "640M"],
    [12 * 1024 ** 3, "12.0G"],
    [3 * 1024 ** 4, "3.0T"],
  ];
  assertEquals(sizes.map(([bytes]) => formatBytes(bytes)), sizes.map(([, text]) => text));
});

Deno.test("formatBytes() takes five characters at most", () => {
  fc.assert(fc.property(fc.maxSafeNat(), (bytes) => assert(formatBytes(bytes).length <= 5)));
});
