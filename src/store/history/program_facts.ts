import type { Program } from "../../model/event.ts";

/** Bits of `programs.flags`. */
const FLAGS = {
  pathTruncated: 1,
  workingDirectoryTruncated: 2,
  argsTruncated: 4,
  upperLayer: 8,
  memfd: 16,
  setuid: 32,
  argsRedacted: 64,
} as const satisfies Partial<Record<keyof Program, number>>;

type ProgramFlags = Pick<Program, keyof typeof FLAGS>;

/** What is true of a program, as one number. */
export function flagsOf(program: ProgramFlags): number {
  let bits = 0;
  for (const [name, bit] of Object.entries(FLAGS)) {
    if (program[name as keyof ProgramFlags]) bits |= bit;
  }
  return bits;
}

/** What {@link flagsOf} was told. */
export function flagsFrom(bits: number): ProgramFlags {
  const isSet = (bit: number) => (bits & bit) !== 0;
  return {
    pathTruncated: isSet(FLAGS.pathTruncated),
    workingDirectoryTruncated: isSet(FLAGS.workingDirectoryTruncated),
    argsTruncated: isSet(FLAGS.argsTruncated),
    upperLayer: isSet(FLAGS.upperLayer),
    memfd: isSet(FLAGS.memfd),
    setuid: isSet(FLAGS.setuid),
    ...isSet(FLAGS.argsRedacted) ? { argsRedacted: true } : {},
  };
}

/** A hash of 52 bits, to find equal texts by: two of FNV-1a's 32 bits each, from different beginnings. */
export function hashOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0);
}
