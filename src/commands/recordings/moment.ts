import { parseDuration } from "../../cli/duration.ts";

/** The time that recordings cover, ns since 1970. */
export interface Extent {
  readonly first: bigint;
  readonly last: bigint;
}

const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;

/** Such as `2026-11-22`, `2026-11-22T10:15`, `2026-11-22 10:15:00.5`, `2026-11-22T10:15:00+01:00`. */
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:\d\d)?)?$/;

/** Such as `10:15`, `10:15:00`, `10:15:00.5`. */
const TIME_OF_DAY = /^(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/;

/**
 * A moment as people write it, ns since 1970; undefined for what is none.
 *
 * - RFC 3339, the offset optional (then local time), as well as the time (then midnight);
 * - a local time of day within the extent: on its first day, or on the next one where it began later;
 * - `-10m` before its last event, `+5m` after its first.
 */
export function parseMoment(text: string, extent: Extent): bigint | undefined {
  return parseRelative(text, extent) ?? parseTimeOfDay(text, extent) ?? parseDateTime(text);
}

function parseRelative(text: string, { first, last }: Extent): bigint | undefined {
  const ms = /^[+-]/.test(text) ? parseDuration(text.slice(1)) : undefined;
  if (ms === undefined) return undefined;
  const span = BigInt(ms) * NS_PER_MS;
  return text.startsWith("-") ? last - span : first + span;
}

function parseTimeOfDay(text: string, { first, last }: Extent): bigint | undefined {
  const [match, minutes = "", seconds = "00", fraction = ""] = TIME_OF_DAY.exec(text) ?? [];
  if (match === undefined) return undefined;
  const day = new Date(Number(first / NS_PER_MS));
  const onFirstDay = momentOf(dayOf(day), minutes, seconds, fraction);
  if (onFirstDay === undefined || onFirstDay >= first) return onFirstDay;
  day.setDate(day.getDate() + 1);
  const onNextDay = momentOf(dayOf(day), minutes, seconds, fraction);
  return onNextDay !== undefined && onNextDay <= last ? onNextDay : onFirstDay;
}

function parseDateTime(text: string): bigint | undefined {
  const [match, date = "", minutes = "00:00", seconds = "00", fraction = "", zone = ""] =
    DATE_TIME.exec(text) ?? [];
  return match === undefined ? undefined : momentOf(date, minutes, seconds, fraction, zone);
}

/** Without a zone it is local time. */
function momentOf(
  date: string,
  minutes: string,
  seconds: string,
  fraction: string,
  zone = "",
): bigint | undefined {
  const ms = Date.parse(`${date}T${minutes}:${seconds}${zone.toUpperCase()}`);
  // The language takes the 31st of any month for the first of the next.
  if (Number.isNaN(ms) || !isDay(date)) return undefined;
  return BigInt(ms / 1000) * NS_PER_SECOND + BigInt(fraction.padEnd(9, "0"));
}

function isDay(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

function dayOf(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
