import type { FieldTree } from "../output/format/json_fields.ts";

/** How often things happened, as JSON has it in every command: `{"exec":{"count":4,"rate":0.3333}}`; rates a second. */
export function eventCounts<Name extends string>(
  counts: Readonly<Record<Name, number>>,
  rateOf: (name: Name) => number,
): FieldTree {
  const names = Object.keys(counts) as Name[];
  return Object.fromEntries(
    names.map((name) => [name, { count: counts[name], rate: toFourDigits(rateOf(name)) }]),
  );
}

/** Behind the point; more would be noise. */
export function toFourDigits(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
