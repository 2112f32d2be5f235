/** Units by name, ms, largest first. */
const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/**
 * Reads a time such as `5s`, `200ms`, `1m30s`, `1.5h`, `7d`, or `5` (seconds) as milliseconds;
 * undefined when it is none, and when a unit comes after a smaller one or twice.
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  if (!/^(\d+(\.\d+)?(d|h|ms|m|s))+$/.test(text)) return undefined;
  let total = 0;
  let rank = -1;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(d|h|ms|m|s)/g)) {
    const index = UNITS.findIndex(([name]) => name === unit);
    if (index <= rank) return undefined;
    rank = index;
    total += Number(number) * (UNITS[index]?.[1] ?? 0);
  }
  return Math.round(total);
}

/** Writes milliseconds the way {@link parseDuration} reads them: `90000` is `1m30s`. */
export function formatDuration(ms: number): string {
  let left = ms;
  let text = "";
  for (const [name, size] of UNITS) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${name}`;
    left -= count * size;
  }
  return text === "" ? "0s" : text;
}
