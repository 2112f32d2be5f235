import { eastAsianWidth } from "get-east-asian-width";
import { lazyPattern } from "../../text/lazy_pattern.ts";

/** Printable ASCII: one cell each, so that nearly all text needs no closer look. */
const ASCII = /^[\x20-\x7e]*$/;

const ELLIPSIS = "\u2026";

/** Below the first combining mark nothing joins anything, as in Latin text that ends in an ellipsis: no closer look. */
const FIRST_MARK = 0x300;

/** Marks that a terminal draws over the character before them. */
const mark = lazyPattern(String.raw`^[\p{Mn}\p{Me}]$`, "u");

/** Asks for the character before it to be drawn as an emoji, two cells wide. */
const EMOJI_SELECTOR = 0xfe0f;
const emoji = lazyPattern(String.raw`^\p{Emoji}$`, "u");
const EMOJI_WIDTH = 2;

/** A skin tone behind an emoji that takes its colour; any other is a picture of its own. */
const coloured = lazyPattern(String.raw`^\p{Emoji_Modifier_Base}\p{Emoji_Modifier}$`, "u");

/** Halves of flags: terminals draw one alone as wide as two. */
const flagParts = lazyPattern(String.raw`^\p{Regional_Indicator}+$`, "u");

/**
 * A part of a Hangul syllable behind another one, drawn in the cells of the first: a vowel behind a leading consonant
 * or a vowel, a trailing consonant behind a vowel or another one (Unicode, `HangulSyllableType.txt`).
 */
const LEADING = "\\u1100-\\u115f\\ua960-\\ua97c";
const VOWEL = "\\u1160-\\u11a7\\ud7b0-\\ud7c6";
const TRAILING = "\\u11a8-\\u11ff\\ud7cb-\\ud7fb";
const oneSyllable = lazyPattern(
  `[${LEADING}${VOWEL}][${VOWEL}]$|[${VOWEL}${TRAILING}][${TRAILING}]$`,
  "u",
);

/** Text and the number of terminal cells it takes. */
export interface Measured {
  readonly text: string;
  readonly cells: number;
}

/** A character and the cells that it added. */
interface Drawn {
  readonly character: string;
  readonly width: number;
}

/** The cells that `character` adds to the one before it, if they are drawn as one. */
function joined(character: string, code: number, before: Drawn): number | undefined {
  if (code < FIRST_MARK) return undefined;
  const pair = before.character + character;
  if (code === EMOJI_SELECTOR) {
    return before.width === 1 && emoji().test(before.character) ? EMOJI_WIDTH - 1 : 0;
  }
  if (mark().test(character) || oneSyllable().test(before.character.normalize("NFD") + character)) {
    return 0;
  }
  if (coloured().test(pair)) return EMOJI_WIDTH - before.width;
  return before.width === EMOJI_WIDTH && flagParts().test(pair) ? 0 : undefined;
}

/** The cells of a character that joins no other. */
function alone(character: string, code: number): number {
  return code >= FIRST_MARK && flagParts().test(character) ? EMOJI_WIDTH : eastAsianWidth(code);
}

/**
 * Printable text, cut so that it takes at most `limit` cells; a `...` in one cell marks the cut. A mark
 * stays with its character, and text is looked at only as far as it fits.
 *
 * Where terminals differ about a part that stands alone (a vowel of Hangul, a skin tone, half a flag), it
 * is counted as wide as any of them draws it: no line gets too long.
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
  let last: Drawn = { character: "", width: 0 };
  let index = 0;
  let cut: Measured = { text: ELLIPSIS, cells: 1 };
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const added = joined(character, code, last);
    if (added === undefined && cells < limit) {
      cut = { text: text.slice(0, index) + ELLIPSIS, cells: cells + 1 };
    }
    const width: number = added ?? alone(character, code);
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
