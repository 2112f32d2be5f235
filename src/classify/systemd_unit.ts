import { unescapeUnit } from "./unescape_unit.ts";

/** Unit types that have a cgroup (systemd.unit(5)), and the characters a unit name may have. */
const UNIT = /^[0-9A-Za-z:_.\\@-]+\.(?:service|scope|mount|socket|swap|slice)$/;

/** A name as systemd writes it into the cgroup tree: `_` in front where it would clash with a file. */
function unitName(segment: string): string | undefined {
  const name = segment.startsWith("_") ? segment.slice(1) : segment;
  if (!UNIT.test(name) || name.startsWith(".") || name.startsWith("@") || name.includes("@.")) {
    return undefined;
  }
  return unescapeUnit(name);
}

/** A unit found in a path. */
export interface Unit {
  /** Name without escapes. */
  readonly name: string;
  /** True when the path names no other unit than slices. */
  readonly slice: boolean;
}

/**
 * The unit that a path belongs to: the outermost one that is no slice, as systemd's
 * `cg_path_get_unit` has it (what a unit makes below itself is its own affair), else the slice that
 * the path ends with. A name in a slice that is no unit was not made by systemd.
 */
export function systemdUnit(segments: readonly string[]): Unit | undefined {
  let name: string | undefined;
  for (const segment of segments) {
    name = unitName(segment);
    if (name !== undefined && !name.endsWith(".slice")) return { name, slice: false };
  }
  return name === undefined ? undefined : { name, slice: true };
}
