import { eastAsianWidth } from "get-east-asian-width";
import { lazyPattern } from "../../text/lazy_pattern.ts";

/** Printable ASCII: one cell each, so that nearly all text needs no closer look. */
const ASCII = /^[\x20-\x7e]*$/;

const ELLIPSIS = "\u2026";

/** Marks that a terminal draws over the character before them. */
const mark = lazyPattern(String.raw`^[\p{Mn}\p{Me}]$`, "u");

/** Asks for the character before it to be drawn as an emoji, two cells wide. */
const EMOJI_SELECTOR = 0xfe0f;
const emoji = lazyPattern(String.raw`^\p{Emoji}$`, "u");

/** Text and the number of terminal cells it takes. */
export interface Measured {
  readonly text: string;
  readonly cells: number;
}

/** Whether a character joins the one before it: conjoining Hangul vowels, skin tones, marks. */
function joins(character: string, code: number): boolean {
  return (code >= 0x1160 && code <= 0x11ff) || (code >= 0x1f3fb && code <= 0x1f3ff) ||
    mark().test(character);
}

/**
 * Printable text, cut so that it takes at most `limit` cells; a `...` in one cell marks the cut. A mark
 * stays with its character, and text is looked at only as far as it fits.
 *
 * Own rules instead of `Intl.Segmenter`, which takes 45 ms to load, more than the rest of the start:
 * joiners and other invisible characters, for which it would be needed, are escapes in printable text.
 */
export function fit(text: string, limit: number): Measured {
  if (limit <= 0) return { text: "", cells: 0 };
  if (ASCII.test(text)) {
    return text.length <= limit
      ? { text, cells: text.length }
      : { text: text.slice(0, limit - 1) + ELLIPSIS, cells: limit };
  }
  let cells = 0;
  let last = { character: "", width: 0 };
  let index = 0;
  let cut: Measured = { text: ELLIPSIS, cells: 1 };
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    let width: number = eastAsianWidth(code);
    if (code === EMOJI_SELECTOR) width = last.width === 1 && emoji().test(last.character) ? 1 : 0;
    else if (joins(character, code)) width = 0;
    else if (cells < limit) cut = { text: text.slice(0, index) + ELLIPSIS, cells: cells + 1 };
    cells += width;
    if (cells > limit) return cut;
    last = { character, width };
    index += character.length;
  }
  return { text, cells };
}

/** The number of terminal cells that printable text takes. */
export function cellsOf(text: string): number {
  return ASCII.test(text) ? text.length : fit(text, Infinity).cells;
}
