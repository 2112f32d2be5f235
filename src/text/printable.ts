import { lazyPattern } from "./lazy_pattern.ts";

/**
 * What must not reach a terminal raw: controls (C0, DEL, C1), format characters (bidi overrides and
 * isolates, zero-width ones, tags), line and paragraph separators, lone surrogates, and the other
 * characters that show nothing. Variation selectors may stay: they only choose between two
 * pictures, and most emoji come with one.
 */
export const UNPRINTABLE = String.raw`(?![\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]`;

const unprintable = lazyPattern(UNPRINTABLE, "u");

/** Nearly all text: told without a look at properties of characters, which takes ten times as long. */
const PLAIN = /^[\x20-\x7e]*$/;

/** {@link UNPRINTABLE} for `replace`. */
export const everyUnprintable = lazyPattern(UNPRINTABLE, "gu");

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
};

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** One character as the shell's `$'...'` writes it. */
function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  // A byte that was not UTF-8; U+0080 to U+00FF themselves are written with \u and stay apart.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

/** Whether `text` may go to a terminal as it is. */
export function isPrintable(text: string): boolean {
  return PLAIN.test(text) || !unprintable().test(text);
}

/**
 * Text from a process, safe for a terminal: whatever could move the cursor, hide or reorder is shown
 * as an escape (`\n`, `\x1b`, `\u202e`), a byte that was not UTF-8 as `\xNN`. Backslashes stay
 * single: this is for eyes, JSON is for programs.
 */
export function printable(text: string): string {
  return isPrintable(text) ? text : text.replace(everyUnprintable(), escapeCharacter);
}
