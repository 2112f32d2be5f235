/** Units of 1024, as `top`, `ls -h` and `docker stats` have them. */
const UNITS = ["B", "K", "M", "G", "T", "P"] as const;

/**
 * Bytes for people, in at most five characters: `512B`, `1.5M`, `640M`, `12.0G`. One digit behind the point
 * below 100.
 */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)}${UNITS[unit]}`;
}
