interface Scale {
  /** Durations below this many ns are written this way. */
  readonly below: number;
  readonly write: (ns: number) => string;
}

const US = 1_000;
const MS = 1_000 * US;
const SECOND = 1_000 * MS;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SCALES: readonly Scale[] = [
  { below: US, write: (ns) => `${Math.floor(ns)}ns` },
  { below: MS, write: (ns) => `${Math.floor(ns / US)}us` },
  { below: SECOND, write: (ns) => `${tenths(ns, MS)}ms` },
  { below: MINUTE, write: (ns) => `${tenths(ns, SECOND)}s` },
  { below: HOUR, write: (ns) => pair(ns, MINUTE, "m", SECOND, "s") },
  { below: DAY, write: (ns) => pair(ns, HOUR, "h", MINUTE, "m") },
  { below: Infinity, write: (ns) => pair(ns, DAY, "d", HOUR, "h") },
];

function tenths(ns: number, unit: number): string {
  const count = Math.floor(ns / (unit / 10));
  return `${Math.floor(count / 10)}.${count % 10}`;
}

function pair(ns: number, unit: number, name: string, subunit: number, subname: string): string {
  const rest = String(Math.floor((ns % unit) / subunit)).padStart(2, "0");
  return `${Math.floor(ns / unit)}${name}${rest}${subname}`;
}

/**
 * A duration in ns for people: `980us`, `12.5ms`, `3.2s`, `4m05s`, `2h03m`, `3d04h`. Cut, not
 * rounded, as clocks do it, so that 59.99 s never reads `60.0s`.
 */
export function formatDuration(ns: number): string {
  const scale = SCALES.find(({ below }) => ns < below);
  return scale === undefined ? "" : scale.write(Math.max(ns, 0));
}
