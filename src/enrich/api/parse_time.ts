/** What the Go programs write for "never", and all before it. */
const NEVER = 0;

/** A time of RFC 3339, such as `2026-11-21T22:10:54.123456789Z`, in ms since 1970; undefined for none. */
export function parseTime(value: unknown): number | undefined {
  if (typeof value !== "string" || value.length > 40) return undefined;
  const ms = Date.parse(value);
  return Number.isFinite(ms) && ms > NEVER ? ms : undefined;
}

/** Seconds since 1970, as the list has them, in ms; undefined for what is no such time. */
export function secondsToMs(value: unknown): number | undefined {
  return typeof value === "number" && value > NEVER && value < 1e11 ? value * 1000 : undefined;
}
