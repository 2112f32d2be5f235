import type { LineBuffer } from "./line_buffer.ts";
import { lazyPattern } from "../../text/lazy_pattern.ts";
import { everyUnprintable, isPrintable, UNPRINTABLE } from "../../text/printable.ts";

/** One test decides for nearly all strings; quotes and backslashes are what JSON itself escapes. */
const needsEscape = lazyPattern(String.raw`["\\]|${UNPRINTABLE}`, "u");

function escapeUnits(character: string): string {
  return character.split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
}

function escapeUnprintable(json: string): string {
  return isPrintable(json) ? json : json.replace(everyUnprintable(), escapeUnits);
}

/**
 * A string as JSON. The value is kept to the last unit: a lone surrogate, which stands for a byte
 * that was not UTF-8, comes out as `\udcNN`. Beyond what JSON asks for, the characters that could
 * fool a terminal (DEL, C1, bidi, zero-width) are escaped too: same value, safe to look at.
 */
export function jsonString(text: string): string {
  return needsEscape().test(text) ? escapeUnprintable(JSON.stringify(text)) : `"${text}"`;
}

/** Adds a string as {@link jsonString} writes it. */
export function writeJsonString(text: string, out: LineBuffer): void {
  if (!out.quoted(text)) out.text(jsonString(text));
}

/** A plain value as JSON on one line, its strings as {@link jsonString} writes them. */
export function jsonValue(value: object | string | number | boolean | null): string {
  return escapeUnprintable(JSON.stringify(value));
}
