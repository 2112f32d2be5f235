import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type MomentContext, parseMoment, systemUtcOffset } from "../../src/cli/moment.ts";

const at = (text: string) => BigInt(Date.parse(text)) * 1_000_000n;

/** One hour ahead of UTC. */
const CONTEXT: MomentContext = { end: at("2026-11-22T12:00Z"), utcOffset: () => 60 };

/** Ten seconds, and one night in local time. */
const SHORT = {
  ...CONTEXT,
  ...{ beginning: at("2026-11-22T10:15:05Z"), end: at("2026-11-22T10:15:15Z") },
};
const NIGHT = {
  ...CONTEXT,
  ...{ beginning: at("2026-11-22T21:00Z"), end: at("2026-11-23T05:00Z") },
};

function read(text: string, context = CONTEXT): string | undefined {
  const ns = parseMoment(text, context);
  if (ns === undefined) return undefined;
  const rest = String(ns % 1_000_000n).padStart(6, "0");
  return new Date(Number(ns / 1_000_000n)).toISOString().replace("Z", `${rest}Z`);
}

Deno.test("parseMoment() reads RFC 3339, local times and spans back", () => {
  const moments = {
    "2026-11-22T10:00:00Z": "2026-11-22T10:00:00.000000000Z",
    "2026-11-22T10:00:00.123456789Z": "2026-11-22T10:00:00.123456789Z",
    "2026-11-22T10:00:00.5+05:30": "2026-11-22T04:30:00.500000000Z",
    "2026-11-22t10:00:00z": "2026-11-22T10:00:00.000000000Z",
    "2026-11-22 10:00": "2026-11-22T09:00:00.000000000Z",
    "2026-11-22 10:00:07": "2026-11-22T09:00:07.000000000Z",
    "2026-11-22": "2026-11-21T23:00:00.000000000Z",
    "10:00": "2026-11-22T09:00:00.000000000Z",
    "00:00:00.5": "2026-11-21T23:00:00.500000000Z",
    "-10m": "2026-11-22T11:50:00.000000000Z",
    "10m": "2026-11-22T11:50:00.000000000Z",
    "1d12h": "2026-11-21T00:00:00.000000000Z",
    "0s": "2026-11-22T12:00:00.000000000Z",
    "100000d": "1970-01-01T00:00:00.000000000Z",
  };
  for (const [text, moment] of Object.entries(moments)) {
    assertEquals([text, read(text)], [text, moment]);
  }
});

Deno.test("parseMoment() takes nothing else", () => {
  for (
    const text of [
      ...[
        "",
        "now",
        "2026",
        "5",
        "24:00",
        "--10m",
        "-5",
        "10 m",
        "2026-13-01",
        "2026-02-30",
        "2026-11-22T",
      ],
      ...["2026-11-22 25:00", "2026-11-22 10:60", "2026-11-22T10:00:00.1234567891Z", "+5m"],
      ...[
        "2026-11-22T10:00:00+24:00",
        "1969-12-31T00:00:00Z",
        "2026-11-22 10",
        "2026-11-22Z",
        "1.5",
        `${"9".repeat(400)}d`,
      ],
    ]
  ) assertEquals([text, parseMoment(text, CONTEXT)], [text, undefined]);
});

Deno.test("parseMoment() takes a time of day for one within the recording", () => {
  assertEquals(read("11:15", SHORT), "2026-11-22T10:15:00.000000000Z");
  assertEquals(read("11:15:10.25", SHORT), "2026-11-22T10:15:10.250000000Z");
  assertEquals(read("23:30", NIGHT), "2026-11-22T22:30:00.000000000Z");
  assertEquals(read("01:30", NIGHT), "2026-11-23T00:30:00.000000000Z");
  assertEquals(read("12:00", NIGHT), "2026-11-22T11:00:00.000000000Z");
  const odd = { ...SHORT, beginning: 10n ** 300n, end: 10n ** 300n };
  assertEquals(parseMoment("10:15", odd), undefined);
});

Deno.test("parseMoment() counts from the beginning and from the end", () => {
  assertEquals(read("+2s", SHORT), "2026-11-22T10:15:07.000000000Z");
  assertEquals(read("-1m30s", SHORT), "2026-11-22T10:13:45.000000000Z");
  assertEquals(read("1m30s", SHORT), "2026-11-22T10:13:45.000000000Z");
});

Deno.test("parseMoment() reads back every moment from 1970 on", () => {
  const max = 253_402_300_799_999_999_999n;
  fc.assert(fc.property(fc.bigInt({ min: 0n, max }), (ns) => {
    const text = new Date(Number(ns / 1_000_000n)).toISOString()
      .replace("Z", `${String(ns % 1_000_000n).padStart(6, "0")}Z`);
    assertEquals(parseMoment(text, CONTEXT), ns);
  }));
  fc.assert(fc.property(fc.string(), (text) => {
    const ns = parseMoment(text, CONTEXT);
    assertEquals(ns === undefined || ns >= 0n, true);
  }));
});

Deno.test("systemUtcOffset() is what the system says", () => {
  const local = new Date(2026, 10, 22, 10, 0, 0);
  const asUtc = Date.UTC(2026, 10, 22, 10, 0, 0);
  assertEquals(systemUtcOffset(asUtc), -local.getTimezoneOffset());
});
