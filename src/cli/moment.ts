import { parseDuration } from "./duration.ts";

/** What a user's moment is read against. */
export interface MomentContext {
  /** What spans go back from, ns since 1970: now, or the end of a recording. */
  readonly end: bigint;
  /** What `+5m` counts from, ns since 1970: the beginning of a recording. @default there is none */
  readonly beginning?: bigint;
  /** How far local time is ahead of UTC at a local time of day, told as if it were UTC (ms since 1970), minutes. */
  readonly utcOffset: (localMs: number) => number;
}

/** A date, a time of day with it, and where that is; the last two may be missing. */
const ABSOLUTE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?$/i;

const TIME_OF_DAY = /^\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/;

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;
const NS_PER_MS = 1_000_000n;

/** From here on years have five digits, ms since 1970. */
const YEAR_10000_MS = 253_402_300_800_000;

/**
 * Reads a moment as people write it, as ns since 1970:
 *
 * - RFC 3339 (`2026-11-22T10:00:00Z`, `+01:00`), or local time without an offset (`2026-11-22 10:00`, `2026-11-22`);
 * - a local time of day (`10:00`): of the end's day, which mostly is today; where there is a beginning, of its day, or
 *   of the next one when it began later and the end is behind that;
 * - a span back from the end (`10m`, `2h`, `-7d`), or on from the beginning (`+5m`).
 *
 * Undefined when it is none, as the 30th of February, and before 1970; a span back that is too long goes to 1970.
 */
export function parseMoment(text: string, context: MomentContext): bigint | undefined {
  if (TIME_OF_DAY.test(text)) return timeOfDay(text, context);
  return ABSOLUTE.test(text) ? absolute(text, context) : relative(text, context);
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

function absolute(text: string, { utcOffset }: MomentContext): bigint | undefined {
  const match = ABSOLUTE.exec(text);
  if (match === null) return undefined;
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

function timeOfDay(text: string, context: MomentContext): bigint | undefined {
  const { beginning, end, utcOffset } = context;
  const ms = Number((beginning ?? end) / NS_PER_MS);
  const local = ms + utcOffset(ms) * MS_PER_MINUTE;
  const onDay = (localMs: number) => {
    // A recording may claim to be of any time.
    const isDate = localMs >= 0 && localMs < YEAR_10000_MS;
    return isDate
      ? absolute(`${new Date(localMs).toISOString().slice(0, 10)} ${text}`, context)
      : undefined;
  };
  const first = onDay(local);
  if (beginning === undefined || first === undefined || first >= beginning) return first;
  const next = onDay(local + MS_PER_DAY);
  return next !== undefined && next <= end ? next : first;
}

function relative(text: string, { beginning, end }: MomentContext): bigint | undefined {
  const span = text.replace(/^[+-]/, "");
  // A bare number is no span: whoever writes a year means something else.
  const ms = /^[\d.]+$/.test(span) ? undefined : parseDuration(span);
  if (ms === undefined || !Number.isSafeInteger(ms)) return undefined;
  const ns = BigInt(ms) * NS_PER_MS;
  if (text.startsWith("+")) return beginning === undefined ? undefined : beginning + ns;
  return end < ns ? 0n : end - ns;
}

/** Minutes; undefined for an offset that no place has. */
function zoneOffset(zone: string): number | undefined {
  if (zone.toUpperCase() === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
