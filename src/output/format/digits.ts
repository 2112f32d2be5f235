const BLOCKS = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, "0"));

/** `000` to `999`, by look-up, which costs less than formatting a number. */
export function threeDigits(n: number): string {
  return BLOCKS[n] ?? "";
}

/**
 * Nanoseconds as a JSON number of milliseconds: `12`, `12.500` or `12.345678`, exact. By hand, since
 * a double with a fraction takes 100 ns to print and every exit has two.
 */
export function jsonMilliseconds(ns: number): string {
  const millis = Math.floor(ns / 1e6);
  const rest = ns - millis * 1e6;
  if (rest === 0) return String(millis);
  const micros = Math.floor(rest / 1000);
  const nanos = rest - micros * 1000;
  return nanos === 0
    ? `${millis}.${threeDigits(micros)}`
    : `${millis}.${threeDigits(micros)}${threeDigits(nanos)}`;
}
