import { COLUMNS } from "./columns.ts";
import { type Line, line, type Size } from "./line.ts";

/** Keys and what they do. */
const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ["Up Down PgUp PgDn Home End", "go through the list or the tree (k and j work too)"],
  ["Enter", "open a container: its processes as a tree, and its last events"],
  ["Escape q", "go back; in the list: take the filter away, end"],
  ["/", "show only containers whose name, id or image has this, or matches this glob"],
  ["< >", "sort by the column to the left, to the right"],
  ["r", "reverse the order"],
  ["Space p", "pause the screen; counting goes on"],
  ["Ctrl-L", "draw the screen anew"],
  ["Ctrl-Z", "suspend; fg comes back"],
  ["h ?", "this help"],
];

const WIDTH = Math.max(...KEYS.map(([keys]) => keys.length));

/** What keys do and columns mean, as far as there is room. */
export function renderHelp({ columns, rows }: Size): readonly Line[] {
  const plain = ([keys, meaning]: readonly [string, string]) =>
    line(`${keys.padEnd(WIDTH)}  ${meaning}`, "plain", columns);
  return [
    line("Keys", "heading", columns),
    ...KEYS.map(plain),
    line("Columns, by the letter that sorts", "heading", columns),
    ...COLUMNS.map(({ key, heading, meaning }) => plain([`${key} ${heading}`, meaning])),
  ].slice(0, rows);
}
