/** Widest line of the source, as groff_man(7) would have it. */
const LINE_WIDTH = 78;

/** Characters that roff would act on or turn into typographic ones, and how to write them (groff_char(7)). */
const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
  '"': "\\(dq",
};

/** Text within a line; each run of blanks and line breaks is one blank, other control characters are left out. */
export function roffText(text: string): string {
  return escape(text.replaceAll(/\s+/g, " "));
}

/** A line as it is, its blanks too. */
export function roffVerbatim(line: string): string {
  return roffLine(escape(line));
}

function escape(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}]/gu, "")
    .replaceAll(/[\\\-'`^~"]/g, (character) => ESCAPES[character] ?? character)
    .replaceAll(/[^\x20-\x7e]/gu, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return `\\[u${code.toString(16).toUpperCase().padStart(4, "0")}]`;
    });
}

/** The same in bold. */
export function roffBold(text: string): string {
  return `\\fB${roffText(text)}\\fR`;
}

/** The same in italics, for what stands for something else. */
export function roffItalic(text: string): string {
  return `\\fI${roffText(text)}\\fR`;
}

/** Text as one argument of a request. */
export function roffArgument(text: string): string {
  return `"${roffText(text)}"`;
}

/** A line of text that is roff already; a dot in front would make it a request. */
export function roffLine(roff: string): string {
  return roff.startsWith(".") ? `\\&${roff}` : roff;
}

/** Running text: each sentence begins a line, so that roff can tell where sentences end. */
export function roffProse(text: string): string[] {
  return text.split(/(?<=[.:]) (?=[A-Z])/).flatMap((sentence) => {
    const lines: string[] = [];
    for (const word of roffText(sentence).split(" ")) {
      const line = lines.at(-1);
      if (line === undefined || line.length + 1 + word.length > LINE_WIDTH) lines.push(word);
      else lines[lines.length - 1] = `${line} ${word}`;
    }
    return lines.map(roffLine);
  });
}
