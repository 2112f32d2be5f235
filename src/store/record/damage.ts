/** What of a file could not be read, or was never written. */
export interface Damage {
  /** Blocks whose bytes are not those that were written. */
  blocks: number;
  /** Bytes between blocks that are none. */
  bytes: number;
  /** Events that are known to be missing. */
  missing: number;
  /** Events of another form than this version knows. */
  unreadable: number;
  /** How the file ends; undefined while it is not read to its end. */
  end: "whole" | "missing" | "cut" | undefined;
}

/** Nothing read yet. */
export function noDamage(): Damage {
  return { blocks: 0, bytes: 0, missing: 0, unreadable: 0, end: undefined };
}

const ENDS = {
  cut: "its last block is cut: what came in its last second is missing",
  missing: "it has no end: ctrack still writes it, or was killed, and its last second is missing",
} as const;

/** What whoever reads the recording has to know, a sentence each; empty where all is there. */
export function describeDamage(damage: Damage): readonly string[] {
  const { blocks, bytes, missing, unreadable, end } = damage;
  const said: string[] = [];
  if (blocks > 0 || bytes > 0) {
    const what = [
      ...blocks > 0 ? [count(blocks, "damaged block")] : [],
      ...bytes > 0 ? [`${count(bytes, "byte")} that are no block`] : [],
    ];
    said.push(`skipped ${what.join(" and ")}; ${events(missing)} missing there`);
  } else if (missing > 0) {
    said.push(`${events(missing)} missing: they could not be written when it was recorded`);
  }
  if (unreadable > 0) said.push(`${events(unreadable)} left out: this version cannot read them`);
  if (end !== undefined && end !== "whole") said.push(ENDS[end]);
  return said;
}

function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? "" : "s"}`;
}

function events(n: number): string {
  return n === 1 ? "1 event is" : `${n} events are`;
}
