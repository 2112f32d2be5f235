/** Units of 1024, as powers; K, M and G by letter, with or without `iB` or `B`. */
const UNITS = ["", "K", "M", "G"] as const;

/** Reads a size such as `4M`, `512K`, `8MiB` or `4096` as bytes; undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+)([KMG]?)(?:i?B)?$/i.exec(text);
  if (match === null) return undefined;
  const power = UNITS.findIndex((unit) => unit === match[2]?.toUpperCase());
  const bytes = Number(match[1]) * 1024 ** power;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Writes bytes the way {@link parseSize} reads them, in the largest unit that divides them. */
export function formatSize(bytes: number): string {
  let left = bytes;
  let power = 0;
  while (left >= 1024 && left % 1024 === 0 && power < UNITS.length - 1) {
    left /= 1024;
    power++;
  }
  return `${left}${UNITS[power]}`;
}

/** The smallest power of two that is not below the given number (from 1 to 2^52). */
export function nextPowerOfTwo(number: number): number {
  return 2 ** Math.ceil(Math.log2(number));
}
