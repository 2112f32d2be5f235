import type { BootEpochs } from "../../model/boot_epochs.ts";
import { threeDigits } from "./digits.ts";
import { Fragment, type LineBuffer } from "./line_buffer.ts";

/** Turns the model's times (ns since boot) into text. Both forms are exact to the last digit. */
export interface WallClock {
  /** UTC with nine digits: `2026-11-21T22:10:54.123456789Z`. */
  rfc3339(timeNs: number): string;
  /**
   * Adds the same to a line, all but the `Z`, behind a text that is the same each time: what goes together is
   * written at once.
   */
  rfc3339Writer(before: string): (timeNs: number, out: LineBuffer) => void;
  /** Local time of day with milliseconds, cut and not rounded: `22:10:54.123`. */
  timeOfDay(timeNs: number): string;
  /** The same in whole seconds: `22:10:54`. */
  secondOfDay(timeNs: number): string;
  /** Local time with its date: `2026-11-21 22:10:54.123`. */
  dateTime(timeNs: number): string;
}

const NS_PER_SECOND = 1_000_000_000;

/** Length of `2026-11-21 `, and of `2026-11-21 22:10:54`. */
const DATE_LENGTH = 11;
const SECOND_LENGTH = 19;

/** Seconds remembered: an event's time and its process's start are rarely further apart. */
const CACHED_SECONDS = 64;

/** From here on years have five digits, ms since 1970. */
const YEAR_10000_MS = 253_402_300_800_000;

/**
 * Milliseconds since 1970 as UTC with nine digits, as {@link WallClock.rfc3339} writes it; undefined for
 * what is no time of the years 1970 to 9999.
 */
export function rfc3339OfMs(epochMs: number | undefined): string | undefined {
  if (epochMs === undefined || !(epochMs >= 0 && epochMs < YEAR_10000_MS)) return undefined;
  return `${new Date(epochMs).toISOString().slice(0, -1)}000000Z`;
}

/** The text of whole seconds, remembered for the seconds that were asked for last. */
function createSecondCache<T>(render: (epochSecond: number) => T): (epochSecond: number) => T {
  const seconds = new Float64Array(CACHED_SECONDS).fill(NaN);
  const texts = new Array<T | undefined>(CACHED_SECONDS).fill(undefined);
  return (second) => {
    const slot = second & (CACHED_SECONDS - 1);
    const known = texts[slot];
    if (seconds[slot] === second && known !== undefined) return known;
    const text = render(second);
    seconds[slot] = second;
    texts[slot] = text;
    return text;
  };
}

/** `2026-11-21T22:10:54.` */
function utcSecond(epochSecond: number): string {
  return new Date(epochSecond * 1000).toISOString().slice(0, 20);
}

/**
 * A clock for a machine that booted then: ns since 1970, or what its clock showed at each time, whose later steps
 * are followed. Times below 2^53 ns are exact; a bigint is touched at steps only.
 *
 * `utcOffsetMinutes` tells how far local time is ahead of UTC at a moment (seconds since 1970), so
 * that a run across a change of daylight saving time stays right.
 * @default utcOffsetMinutes = () => 0
 */
export function createWallClock(
  boot: bigint | BootEpochs,
  utcOffsetMinutes: (epochSecond: number) => number = () => 0,
): WallClock {
  const epochs = typeof boot === "bigint" ? undefined : boot;
  /** The stretch between two steps of the clock to which what follows belongs. */
  let from = -Infinity;
  let until = Infinity;
  let version = epochs?.version;
  let bootSecond = 0;
  let bootRest = 0;
  const utc = createSecondCache(utcSecond);
  const local = createSecondCache((second) =>
    new Date((second + utcOffsetMinutes(second) * 60) * 1000).toISOString().slice(0, 20)
      .replace("T", " ")
  );
  const ofDay = createSecondCache((second) => local(second).slice(DATE_LENGTH, SECOND_LENGTH));

  function countFrom(epochNs: bigint): void {
    bootSecond = Number(epochNs / BigInt(NS_PER_SECOND));
    bootRest = Number(epochNs % BigInt(NS_PER_SECOND));
  }

  function enter(timeNs: number, known: BootEpochs): void {
    const stretch = known.stretchAt(timeNs);
    ({ from, until } = stretch);
    ({ version } = known);
    countFrom(stretch.epoch);
  }

  /** Seconds between the second of the boot, as the clock had it then, and the second of `timeNs`. */
  function secondOf(timeNs: number): number {
    if (epochs !== undefined && (timeNs < from || timeNs >= until || version !== epochs.version)) {
      enter(timeNs, epochs);
    }
    const second = Math.floor(timeNs / NS_PER_SECOND);
    const rest = timeNs - second * NS_PER_SECOND + bootRest;
    // Below 0 only when the division rounded up to the next second; the subtraction is exact.
    return rest >= NS_PER_SECOND ? second + 1 : rest < 0 ? second - 1 : second;
  }

  /** `2026-11-21 22:10:54.123` */
  function dateTime(timeNs: number): string {
    const second = secondOf(timeNs);
    const rest = timeNs - second * NS_PER_SECOND + bootRest;
    return local(bootSecond + second) + threeDigits(Math.floor(rest / 1_000_000));
  }

  if (typeof boot === "bigint") countFrom(boot);
  else enter(0, boot);
  return {
    rfc3339(timeNs) {
      const second = secondOf(timeNs);
      const rest = timeNs - second * NS_PER_SECOND + bootRest;
      const micros = Math.floor(rest / 1000);
      const millis = Math.floor(rest / 1_000_000);
      return utc(bootSecond + second) +
        (threeDigits(millis) + threeDigits(micros - millis * 1000) +
          threeDigits(rest - micros * 1000) + "Z");
    },
    rfc3339Writer(before) {
      const fragmentOf = createSecondCache((second) => new Fragment(before + utcSecond(second)));
      let fragment = fragmentOf(bootSecond);
      /** Of the second that was written last; most times are in it, and need no division. */
      let start = 0;
      let rest = 0;
      let first = Infinity;
      let end = -Infinity;
      let known = version;
      return (timeNs, out) => {
        let nanos = timeNs - start + rest;
        const isSame = nanos >= 0 && nanos < NS_PER_SECOND && timeNs >= first && timeNs < end;
        if (!isSame || known !== epochs?.version) {
          const second = secondOf(timeNs);
          fragment = fragmentOf(bootSecond + second);
          start = second * NS_PER_SECOND;
          ({ rest, first, end, known } = {
            rest: bootRest,
            first: from,
            end: until,
            known: version,
          });
          nanos = timeNs - start + rest;
        }
        out.fragment(fragment);
        out.nineDigits(nanos);
      };
    },
    timeOfDay: (timeNs) => dateTime(timeNs).slice(DATE_LENGTH),
    secondOfDay(timeNs) {
      // A step of the clock changes what it counts from.
      const second = secondOf(timeNs);
      return ofDay(bootSecond + second);
    },
    dateTime,
  };
}
