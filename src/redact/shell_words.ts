/** A word of a line, without the quotes around the whole of it. */
export interface Word {
  readonly text: string;
  /** Where the text begins in the line. */
  readonly start: number;
  readonly isQuoted: boolean;
}

/** What separates commands: what came before it says nothing about what comes after. */
const SEPARATORS = ";|&\n(){}";

/** What a character is to a shell, by its code; all others are letters. */
const LETTER = 0;
const SPACE = 1;
const SEPARATOR = 2;
/** A separator at the beginning of a word only: ${NAME} and {{template}} are no groups of commands. */
const BRACE = 3;
const QUOTE = 4;
const ESCAPE = 5;

const CLASSES = new Uint8Array(128);
for (const sign of " \t\r") CLASSES[sign.charCodeAt(0)] = SPACE;
for (const sign of ";|&\n()") CLASSES[sign.charCodeAt(0)] = SEPARATOR;
for (const sign of "{}") CLASSES[sign.charCodeAt(0)] = BRACE;
for (const sign of `"'`) CLASSES[sign.charCodeAt(0)] = QUOTE;
CLASSES["\\".charCodeAt(0)] = ESCAPE;

const BACKSLASH = 92;
const DOUBLE_QUOTE = 34;

function classAt(line: string, at: number): number {
  const code = line.charCodeAt(at);
  return code < 128 ? CLASSES[code] as number : LETTER;
}

/** Whether a word separates commands. */
export function isSeparator(text: string): boolean {
  return text.length === 1 && SEPARATORS.includes(text);
}

/**
 * The words of a line as a shell reads it, near enough to find what follows a flag; what separates commands is a
 * word of its own. Quotes that begin within a word belong to it; those that are never closed go to the line's end.
 * Time is linear in the line's length.
 */
export function shellWords(line: string): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    const kind = classAt(line, at);
    if (kind === SPACE) {
      at++;
    } else if (kind === SEPARATOR || kind === BRACE) {
      words.push({ text: line[at] as string, start: at, isQuoted: false });
      at++;
    } else {
      const end = endOfWord(line, at);
      words.push(wordOf(line, at, end));
      at = end;
    }
  }
  return words;
}

function endOfWord(line: string, from: number): number {
  let at = from;
  while (at < line.length) {
    const kind = classAt(line, at);
    if (kind === SPACE || kind === SEPARATOR) return at;
    if (kind === QUOTE) at = endOfQuotes(line, at + 1, line.charCodeAt(at));
    else at += kind === ESCAPE ? 2 : 1;
  }
  return Math.min(at, line.length);
}

/** Behind the closing quote. */
function endOfQuotes(line: string, from: number, quote: number): number {
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === BACKSLASH && quote === DOUBLE_QUOTE) at++;
  }
  return line.length;
}

function wordOf(line: string, start: number, end: number): Word {
  const isQuoted = classAt(line, start) === QUOTE && end - start >= 2 &&
    line[end - 1] === line[start] &&
    endOfQuotes(line, start + 1, line.charCodeAt(start)) === end;
  return isQuoted
    ? { text: line.slice(start + 1, end - 1), start: start + 1, isQuoted }
    : { text: line.slice(start, end), start, isQuoted };
}
