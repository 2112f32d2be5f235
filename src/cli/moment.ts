import { parseDuration } from "./duration.ts";

/** What a user's moment is read against. */
export interface MomentContext {
  /** Milliseconds since 1970 now. */
  readonly now: number;
  /** How far local time is ahead of UTC at a local time of day, told as if it were UTC (ms since 1970), minutes. */
  readonly utcOffset: (localMs: number) => number;
}

/** A date, a time of day with it, and where that is; the last two may be missing. */
const ABSOLUTE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?$/i;

/** Of today. */
const TIME_OF_DAY = /^\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/;

const MS_PER_MINUTE = 60_000;
const NS_PER_MS = 1_000_000n;

/**
 * Reads a moment as ns since 1970: RFC 3339 (`2026-11-22T10:00:00Z`, `+01:00`), local time
 * (`2026-11-22 10:00`, `2026-11-22`, today's `10:00`), or a span back from now (`10m`, `2h`, `-7d`). Undefined when it is none, as
 * the 30th of February, and before 1970.
 */
export function parseMoment(text: string, { now, utcOffset }: MomentContext): bigint | undefined {
  const match = ABSOLUTE.exec(TIME_OF_DAY.test(text) ? `${today(now, utcOffset)} ${text}` : text);
  if (match === null) return spanBack(text, now);
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone] =
    match;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const asUtc = Date.parse(`${written}Z`);
  // The engine takes some days that do not exist for the first ones of the next month.
  if (Number.isNaN(asUtc) || !new Date(asUtc).toISOString().startsWith(written)) return undefined;
  const offset = zone === undefined ? utcOffset(asUtc) : zoneOffset(zone);
  if (offset === undefined) return undefined;
  const ns = BigInt(asUtc - offset * MS_PER_MINUTE) * NS_PER_MS + BigInt(fraction.padEnd(9, "0"));
  return ns < 0n ? undefined : ns;
}

/** How far local time is ahead of UTC at a local time of day, by the system's time zone. */
export function systemUtcOffset(localMs: number): number {
  const local = new Date(localMs);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const [hour, minute, second] = [
    local.getUTCHours(),
    local.getUTCMinutes(),
    local.getUTCSeconds(),
  ];
  return -new Date(year, month, day, hour, minute, second).getTimezoneOffset();
}

/** Today's date in local time. */
function today(now: number, utcOffset: MomentContext["utcOffset"]): string {
  return new Date(now + utcOffset(now) * MS_PER_MINUTE).toISOString().slice(0, 10);
}

function spanBack(text: string, now: number): bigint | undefined {
  // A bare number is no span: whoever writes a year means something else.
  if (/^-?[\d.]+$/.test(text)) return undefined;
  const span = parseDuration(text.replace(/^-/, ""));
  return span === undefined || span > now ? undefined : BigInt(Math.round(now - span)) * NS_PER_MS;
}

/** Minutes; undefined for an offset that no place has. */
function zoneOffset(zone: string): number | undefined {
  if (zone.toUpperCase() === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
