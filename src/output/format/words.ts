import type { LostReason } from "../../model/event.ts";

/** Why events were lost, for people. */
export const LOST_REASONS: Readonly<Record<LostReason, string>> = {
  ring_full: "ring full",
  too_large: "too large",
  recursion: "recursion",
  undecodable: "undecodable",
  unwritten: "not read in time",
};

/** `1 event`, `2 events`. */
export function count(n: number, thing: string, things = `${thing}s`): string {
  return `${n} ${n === 1 ? thing : things}`;
}
