import type { Pattern, Place } from "./pattern.ts";
import { PATTERNS } from "./patterns.ts";
import { unescapeUnit } from "./unescape_unit.ts";

/** A pattern that fits a segment, and the id in it. */
export interface Match {
  readonly pattern: Pattern;
  /** Unescaped; empty where the pattern has none. */
  readonly id: string;
}

/** The first pattern that fits a segment at its place. */
export function matchSegment(segment: string, place: Place): Match | undefined {
  for (const pattern of PATTERNS) {
    const found = pattern.segment.exec(segment);
    if (found === null || pattern.where?.(place) === false) continue;
    return { pattern, id: unescapeUnit(found[1] ?? "") };
  }
  return undefined;
}
