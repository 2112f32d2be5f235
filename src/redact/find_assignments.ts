import { MARKER } from "./marker.ts";
import { NAME_MAX, type SecretName } from "./secret_name.ts";
import { secretStart } from "./secret_value.ts";
import type { Sink } from "./spans.ts";

/** Headers are written with or without a space behind the colon. */
const HEADER = /^(?:(?:proxy-)?authorization|(?:set-)?cookie|private-token|x-[\w-]+)$/i;

/** How a header says what kind of secret follows. */
const SCHEME = /^(?:bearer|basic|token|digest|negotiate|apikey|key|aws4-hmac-sha256) +/i;

/** Most spaces on a side of the sign. */
const SPACES_MAX = 2;

/** Letters, digits, `_`, `-` and `.`: what names are made of. */
function isNameCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) || code === 95 || code === 45 || code === 46;
}

function isSpace(sign: string | undefined): boolean {
  return sign === " " || sign === "\t" || sign === "\n" || sign === "\r";
}

interface Key {
  readonly name: string;
  readonly start: number;
  readonly isFlag: boolean;
  readonly isQuoted: boolean;
}

/** The name in front of the sign at `sign`, quoted or not. */
function keyBefore(text: string, sign: number): Key | undefined {
  let end = sign;
  while (end > 0 && sign - end < SPACES_MAX && isSpace(text[end - 1])) end--;
  // :=, +=, ?=
  if (end > 0 && ":+?".includes(text[end - 1] as string)) end--;
  const quoteEnd = end;
  while (end > 0 && `"'\\]`.includes(text[end - 1] as string) && quoteEnd - end < SPACES_MAX) end--;
  let start = end;
  while (start > 0 && end - start < NAME_MAX && isNameCode(text.charCodeAt(start - 1))) start--;
  // curl takes a header in the same word as its flag.
  if (text.startsWith("-H", start) && end - start > 2) start += 2;
  const before = text[start - 1];
  if (start === end || before === "$" || (before === "{" && text[start - 2] === "$")) {
    return undefined;
  }
  const isFlag = text.charCodeAt(start) === 45;
  return { name: text.slice(start, end), start, isFlag, isQuoted: quoteEnd > end };
}

/** Whether a colon makes what is in front of it a name: not in a port, a tag of an image, or prose. */
function isColonOfKey(text: string, colon: number, { name, start, isQuoted }: Key): boolean {
  const next = text[colon + 1];
  if (next === "/" || next === ":") return false;
  if (isQuoted) return true;
  const isFirst = start === 0 || text.startsWith("-H", start - 2) ||
    `\n"'`.includes(text[start - 1] as string);
  if ((isFirst || isSpace(text[start - 1])) && HEADER.test(name)) return true;
  return isFirst && (isSpace(next) || next === '"' || next === "'");
}

/** Where an unquoted value ends. */
function endOfBare(text: string, from: number, stops: string): number {
  let end = from;
  while (end < text.length && !stops.includes(text[end] as string)) end++;
  return end;
}

/** Where a quoted value ends, which began behind the quote. */
function endOfQuoted(text: string, from: number, quote: string): number {
  let end = from;
  for (;;) {
    end = text.indexOf(quote, end);
    if (end < 0) return text.length;
    if (quote.length > 1 || text[end - 1] !== "\\" || end === from) return end;
    end++;
  }
}

/** What ends a value in a line of a shell, and what ends one in a list. */
const WORD_STOPS = " \t\r\n;&|<>()\"'`";
const LIST_STOPS = " \t\r\n;&|<>()\"'`,}]";

/**
 * Finds the values of names of secrets: `PASSWORD=x`, `--token=x`, `user=u,password=x`, `{"password":"x"}`,
 * `Authorization: Bearer x`. Time is linear in the text's length.
 */
export function findAssignments(text: string, isSecret: SecretName, found: Sink): void {
  if (!isSecret.mayBeIn(text)) return;
  const isLine = /\s/.test(text);
  const sign = /[=:]/g;
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    const at = match.index;
    const key = keyBefore(text, at);
    if (key === undefined) continue;
    const certainty = isSecret(key.name, key.isFlag);
    if (certainty === undefined) continue;
    const isColon = text[at] === ":";
    if (isColon && text[at + 1] !== "=" && !isColonOfKey(text, at, key)) continue;
    let from = at + 1;
    if (text[from] === "=" || text[from] === "~") {
      if (!isColon) continue;
      from++;
    }
    if (text[from] === ">") from++;
    while (from - at <= SPACES_MAX && isSpace(text[from]) && text[from] !== "\n") from++;
    if (text.startsWith(MARKER, from)) continue;
    const { start, end } = findValue(text, from, key, isLine, isColon);
    sign.lastIndex = Math.max(end, at + 1);
    const value = text.slice(start, end);
    const secret = secretStart(value, certainty);
    if (secret !== undefined) {
      found(start + Math.max(secret, SCHEME.exec(value)?.[0].length ?? 0), end);
    }
  }
}

/** The value that begins at `from`, without its quotes. */
function findValue(text: string, from: number, key: Key, isLine: boolean, isColon: boolean) {
  for (const quote of ['"', "'", '\\"', "\\'"]) {
    if (!text.startsWith(quote, from)) continue;
    const start = from + quote.length;
    return { start, end: endOfQuoted(text, start, quote) };
  }
  const before = text[key.start - 1];
  if (isColon && HEADER.test(key.name)) {
    // A header goes to the end of its line, or of the quotes that it began in.
    const isFirst = key.start === 0 || text.startsWith("-H");
    const stops = before === '"' || before === "'" ? `\n${before}` : "\n";
    return { start: from, end: endOfBare(text, from, isFirst ? "" : stops) };
  }
  if (key.start === 0 && !isLine) return { start: from, end: text.length };
  const isWhole = before === undefined || isSpace(before) || /^[A-Z0-9_]+$/.test(key.name);
  return { start: from, end: endOfBare(text, from, isWhole ? WORD_STOPS : LIST_STOPS) };
}
