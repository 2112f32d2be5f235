/**
 * The newest API this client was written for. All it asks for is older (1.24) and has not changed
 * since, so a newer daemon that no longer speaks this one gets its own minimum.
 */
export const OUR_API_VERSION = "1.41";

interface Version {
  readonly major: number;
  readonly minor: number;
}

/**
 * The version to put into the path: the lower of ours and the daemon's, but not below the daemon's
 * minimum (1.44 since Docker 29). Undefined when the daemon's version is no version.
 */
export function chooseApiVersion(newest: unknown, oldest: unknown): string | undefined {
  const theirs = parse(newest);
  const ours = parse(OUR_API_VERSION);
  if (theirs === undefined || ours === undefined) return undefined;
  const minimum = parse(oldest);
  let chosen = isBelow(theirs, ours) ? theirs : ours;
  if (minimum !== undefined && isBelow(chosen, minimum)) chosen = minimum;
  return `${chosen.major}.${chosen.minor}`;
}

/** True when the daemon's newest version leaves open whether it still speaks ours. */
export function needsMinimum(newest: string): boolean {
  const theirs = parse(newest);
  const ours = parse(OUR_API_VERSION);
  return theirs !== undefined && ours !== undefined && isBelow(ours, theirs);
}

function parse(text: unknown): Version | undefined {
  if (typeof text !== "string") return undefined;
  const match = /^(\d{1,4})\.(\d{1,4})$/.exec(text);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

function isBelow(a: Version, b: Version): boolean {
  return a.major < b.major || (a.major === b.major && a.minor < b.minor);
}
