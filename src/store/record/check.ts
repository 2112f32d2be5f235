/** Whether a value that comes from a file has a form. */
export type Check = (value: unknown) => boolean;

/** A text. */
export function isText(value: unknown): boolean {
  return typeof value === "string";
}

/** A truth value. */
export function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}

/** A whole number that is no less than 0. Ids of cgroups have 64 bits on some kernels. */
export function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

/** Longest time from the boot, ns: 63 years, so that a moment is always a date. */
const TIME_MAX = 2e18;

/** A moment in ns since boot. A runtime may tell of what was before. */
export function isTime(value: unknown): boolean {
  return typeof value === "number" && value >= -TIME_MAX && value <= TIME_MAX;
}

/** A span of time in ns. */
export function isSpan(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= TIME_MAX;
}

/** Any number. */
export function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

/** A bigint of any size. */
export function isBigint(value: unknown): boolean {
  return typeof value === "bigint";
}

/** One of some words. */
export function isOneOf(words: readonly string[]): Check {
  const known = new Set<unknown>(words);
  return (value) => known.has(value);
}

/** Nothing: a member that other kinds have. */
export function isAbsent(value: unknown): boolean {
  return value === undefined;
}

/** The form, or undefined. */
export function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

/** A list of values of one form. */
export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** An object whose values, whatever their keys, have one form. */
export function mapOf(check: Check): Check {
  return (value) => isObject(value) && Object.values(value).every(check);
}

/** An object with the fields of a type, for which the compiler asks; others are not looked at. */
export function fields<T>(checks: Readonly<Record<keyof T, Check>>): Check {
  const names = Object.keys(checks);
  const forms: readonly Check[] = Object.values(checks);
  return (value) => {
    if (!isObject(value)) return false;
    // A plain loop: this is most of what reading an event costs.
    for (let i = 0; i < names.length; i++) {
      if (!(forms[i] as Check)(value[names[i] as string])) return false;
    }
    return true;
  };
}

/** An object that many events share: looked at once. */
export function shared(check: Check): Check {
  const good = new WeakSet<object>();
  return (value) => {
    if (!isObject(value)) return false;
    if (good.has(value)) return true;
    if (!check(value)) return false;
    good.add(value);
    return true;
  };
}

/** Whether a value is an object that is no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
