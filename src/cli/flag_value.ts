import { UsageError } from "./cli_error.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import type { ChoiceFlag, Flag, FlagValue, ListFlag } from "./flag.ts";
import { parseMoment, systemUtcOffset } from "./moment.ts";
import { nearest } from "./nearest.ts";
import { formatSize, nextPowerOfTwo, parseSize } from "./size.ts";

/** A flag that takes a value. */
export type ValueFlag = Exclude<Flag, { type: "boolean" }>;

/**
 * Turns a flag's text into its value. `spelled` is the flag as the user wrote it, for messages.
 * Throws {@link UsageError} when the text does not fit the flag.
 */
export function parseFlagValue(flag: ValueFlag, text: string, spelled: string): FlagValue {
  if (text.trim() === "") {
    throw new UsageError(`${spelled} needs a value`, { hint: `${spelled} ${flag.value}` });
  }
  switch (flag.type) {
    case "string":
      return text;
    case "integer":
      return bounded(flag, readInteger(text), text, spelled, "a whole number", String);
    case "duration":
      return bounded(flag, parseDuration(text), text, spelled, "a time", formatDuration);
    case "size": {
      const bytes = bounded(flag, parseSize(text), text, spelled, "a size", formatSize);
      return flag.round === "power_of_two" ? nextPowerOfTwo(bytes) : bytes;
    }
    case "moment":
      return moment(text, spelled);
    case "choice":
      return choice(flag, text, spelled);
    case "list":
      return list(flag, text, spelled);
    default:
      throw flag satisfies never;
  }
}

/** A default (or any value) the way the user would type it. */
export function formatFlagValue(flag: Flag, value: FlagValue): string {
  if (flag.type === "duration" && typeof value === "number") return formatDuration(value);
  if (flag.type === "size" && typeof value === "number") return formatSize(value);
  return Array.isArray(value) ? value.join(",") : String(value);
}

const EXAMPLES = { "a whole number": "42", "a time": "5s, 200ms or 1m30s", "a size": "512K or 8M" };

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function bounded(
  { min = 0, max = Number.MAX_SAFE_INTEGER }: Bounds,
  value: number | undefined,
  text: string,
  spelled: string,
  noun: keyof typeof EXAMPLES,
  format: (value: number) => string,
): number {
  if (value === undefined) {
    const hint = `write it like ${EXAMPLES[noun]}`;
    throw new UsageError(`${spelled} takes ${noun}, not "${text}"`, { hint });
  }
  if (value < min || value > max) {
    throw new UsageError(`${spelled} ${text} is out of range`, {
      hint: `give a value from ${format(min)} to ${format(max)}`,
    });
  }
  return value;
}

function moment(text: string, spelled: string): bigint {
  const now = BigInt(Date.now()) * 1_000_000n;
  const value = parseMoment(text, { end: now, utcOffset: systemUtcOffset });
  if (value !== undefined) return value;
  throw new UsageError(`${spelled} takes a moment, not "${text}"`, {
    hint: 'write it like 10m or 2h (ago), "2026-11-22 10:00" or 2026-11-22T10:00:00Z',
  });
}

function readInteger(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function choice(flag: ChoiceFlag, text: string, spelled: string): string {
  if (flag.choices.includes(text) || flag.or?.shape.test(text) === true) return text;
  const others = flag.or === undefined ? [] : [flag.or.value];
  throw notOneOf(spelled, text, flag.choices, others);
}

function notOneOf(
  spelled: string,
  text: string,
  choices: readonly string[],
  others: readonly string[] = [],
): UsageError {
  const meant = nearest(text, choices);
  return new UsageError(`${spelled} does not take "${text}"`, {
    hint: meant === undefined
      ? `give one of ${[...choices, ...others].join(", ")}`
      : `did you mean ${meant}?`,
  });
}

function list(
  flag: ListFlag,
  text: string,
  spelled: string,
): readonly string[] | readonly number[] {
  const items = flag.isWhole ? [text] : text.split(",").map((item) => item.trim());
  if (items.includes("")) {
    throw new UsageError(`${spelled} has an empty item in "${text}"`, {
      hint: "separate the items by single commas",
    });
  }
  switch (flag.item) {
    case "string":
      return items;
    case "integer":
      return items.map((item) =>
        bounded(flag, readInteger(item), item, spelled, "a whole number", String)
      );
    case "choice": {
      const choices = flag.choices ?? [];
      for (const item of items) if (!choices.includes(item)) throw notOneOf(spelled, item, choices);
      return items;
    }
    default:
      throw flag.item satisfies never;
  }
}
