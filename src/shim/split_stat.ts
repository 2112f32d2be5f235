/** The text of `/proc/PID/stat` (proc(5)), split. */
export interface SplitStat {
  /** The kernel's short name. */
  readonly command: string;
  /** The fields behind it; the first is the state, number 3 of proc(5). */
  readonly fields: readonly string[];
}

/** `/proc` counts in USER_HZ, which is 100 on all of Linux, in whole ticks. */
export const NS_PER_TICK = 10_000_000;

/** Splits the text of `/proc/PID/stat`; undefined for what is none. */
export function splitStat(text: string): SplitStat | undefined {
  // The name, in parentheses, may hold anything: blanks and parentheses, too.
  const [open, close] = [text.indexOf("("), text.lastIndexOf(")")];
  if (open < 0 || close < open) return undefined;
  return { command: text.slice(open + 1, close), fields: text.slice(close + 2).split(" ") };
}
