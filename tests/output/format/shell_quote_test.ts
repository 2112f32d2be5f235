import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isPrintable } from "../../../src/text/printable.ts";
import { shellQuote } from "../../../src/output/format/shell_quote.ts";
import { hostileText } from "./samples.ts";

const SHORT: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** An escape of `$'...'` as bash reads it; a byte above 0x7f stays a lone surrogate. */
function unescape(escape: string): string {
  const [kind = "", digits] = [escape.slice(1, 2), escape.slice(2)];
  const code = parseInt(digits, 16);
  if (kind === "x") return String.fromCharCode(code < 0x80 ? code : 0xdc00 + code);
  if (kind === "u" || kind === "U") return String.fromCodePoint(code);
  return SHORT[kind] ?? kind;
}

/** Reads a line the way bash does, as far as shellQuote() goes. */
function readWords(line: string): readonly string[] {
  const pieces = /\$'(?:\\.|[^'\\])*'|'[^']*'|"[^"]*"|\\'| |[^ '"\\]+/gsu;
  const words = [""];
  for (const [piece] of line.matchAll(pieces)) {
    if (piece === " ") {
      words.push("");
      continue;
    }
    const text = piece.startsWith("$'")
      ? piece.slice(2, -1).replace(
        /\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)/gsu,
        unescape,
      )
      : piece === "\\'"
      ? "'"
      : piece.replace(/^(['"])(.*)\1$/s, "$2");
    words.push(words.pop() + text);
  }
  return words;
}

Deno.test("shellQuote() leaves plain words bare and quotes the rest readably", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["/usr/bin/env", "/usr/bin/env"],
    ["--color=auto", "--color=auto"],
    ["caf\u00e9", "caf\u00e9"],
    ["", "''"],
    ["a b", "'a b'"],
    ["$HOME", "'$HOME'"],
    ["it's", '"it\'s"'],
    ["it's $5", "'it'\\''s $5'"],
    ["=1+1", "'=1+1'"],
    ["~", "'~'"],
    ["a\nb'\\", "$'a\\nb\\'\\\\'"],
    ["\udcff\x1b[0m", "$'\\xff\\x1b[0m'"],
  ];
  for (const [word, quoted] of cases) assertEquals(shellQuote([word]), quoted);
});

Deno.test("shellQuote() joins words with a blank and makes nothing of nothing", () => {
  assertEquals(shellQuote(["sh", "-c", "echo hi"]), "sh -c 'echo hi'");
  assertEquals(shellQuote([]), "");
});

Deno.test("shellQuote() is printable and reads back as the same words", () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 1, maxLength: 4 }), (words) => {
      const line = shellQuote(words);
      assertEquals(isPrintable(line), true);
      assertEquals(readWords(line), words);
    }),
    { numRuns: 500 },
  );
});
