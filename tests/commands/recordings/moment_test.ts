import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseMoment } from "../../../src/commands/recordings/moment.ts";

const at = (text: string) => BigInt(Date.parse(text)) * 1_000_000n;

/** Ten seconds, and one night, in local time. */
const SHORT = { first: at("2026-11-22T10:15:05"), last: at("2026-11-22T10:15:15") };
const NIGHT = { first: at("2026-11-22T22:00:00"), last: at("2026-11-23T06:00:00") };

Deno.test("parseMoment() reads RFC 3339 to the nanosecond, with and without its parts", () => {
  const exact = at("2026-11-22T10:15:00Z");
  const moments: readonly (readonly [text: string, moment: bigint])[] = [
    ["2026-11-22T10:15:00Z", exact],
    ["2026-11-22t10:15:00z", exact],
    ["2026-11-22T11:15:00+01:00", exact],
    ["2026-11-22T10:15:00.123456789Z", exact + 123456789n],
    ["2026-11-22T10:15:00.5Z", exact + 500_000_000n],
    ["2026-11-22 10:15", at("2026-11-22T10:15:00")],
    ["2026-11-22", at("2026-11-22T00:00:00")],
  ];
  for (const [text, moment] of moments) {
    assertEquals([text, parseMoment(text, SHORT)], [text, moment]);
  }
});

Deno.test("parseMoment() takes a time of day for one within the recording", () => {
  assertEquals(parseMoment("10:15", SHORT), at("2026-11-22T10:15:00"));
  assertEquals(parseMoment("10:15:10.25", SHORT), at("2026-11-22T10:15:10.250"));
  assertEquals(parseMoment("23:30", NIGHT), at("2026-11-22T23:30:00"));
  assertEquals(parseMoment("01:30", NIGHT), at("2026-11-23T01:30:00"));
  assertEquals(parseMoment("12:00", NIGHT), at("2026-11-22T12:00:00"));
});

Deno.test("parseMoment() counts from the beginning and from the end", () => {
  assertEquals(parseMoment("+2s", SHORT), at("2026-11-22T10:15:07"));
  assertEquals(parseMoment("-1m30s", SHORT), at("2026-11-22T10:13:45"));
  assertEquals(parseMoment("-2", SHORT), at("2026-11-22T10:15:13"));
});

Deno.test("parseMoment() refuses what is no moment", () => {
  for (
    const text of [
      ...["", "-", "+", "now", "5m", "10", "10:1", "25:00", "10:60", "10:15:61", "-10x"],
      ...["2026-02-30", "2026-13-01", "2026-11-22T10", "2026-11-22T25:00Z", "22.11.2026"],
    ]
  ) assertEquals([text, parseMoment(text, SHORT)], [text, undefined]);
  fc.assert(fc.property(fc.string(), (text) => {
    const moment = parseMoment(text, SHORT);
    assertEquals(moment === undefined || typeof moment === "bigint", true);
  }));
});
