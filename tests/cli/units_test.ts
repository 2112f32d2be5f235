import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatDuration, parseDuration } from "../../src/cli/duration.ts";
import { formatSize, nextPowerOfTwo, parseSize } from "../../src/cli/size.ts";

Deno.test("parseDuration() reads times as milliseconds, a bare number as seconds", () => {
  const cases = {
    "5": 5000,
    "5s": 5000,
    "200ms": 200,
    "1m30s": 90_000,
    "1h": 3_600_000,
    "7d": 604_800_000,
  };
  for (
    const [text, ms] of Object.entries({
      ...cases,
      "1.5h": 5_400_000,
      "0": 0,
      "1h2m3s4ms": 3_723_004,
    })
  ) {
    assertEquals(parseDuration(text), ms, text);
  }
  for (const text of ["", "s", "5x", "-1s", "1s1m", "1s1s", "1 s", "1e3", "5w", "1h1d", "."]) {
    assertEquals(parseDuration(text), undefined, text);
  }
});

Deno.test("parseSize() reads sizes as bytes, in powers of 1024", () => {
  const cases = {
    "4096": 4096,
    "512K": 524_288,
    "8M": 8_388_608,
    "8MiB": 8_388_608,
    "1gb": 2 ** 30,
  };
  for (const [text, bytes] of Object.entries(cases)) assertEquals(parseSize(text), bytes, text);
  for (const text of ["", "M", "-1", "1.5M", "1T", "99999999999999999999"]) {
    assertEquals(parseSize(text), undefined, text);
  }
});

Deno.test("formatDuration() and formatSize() write what the parsers read back", () => {
  fc.assert(fc.property(fc.nat({ max: 2 ** 40 }), (number) => {
    assertEquals(parseDuration(formatDuration(number)), number);
    assertEquals(parseSize(formatSize(number)), number);
  }));
});

Deno.test("nextPowerOfTwo() is the smallest power of two that is large enough", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (number) => {
    const power = nextPowerOfTwo(number);
    assert(power >= number && power / 2 < number);
    assertEquals(Math.log2(power) % 1, 0);
  }));
});
