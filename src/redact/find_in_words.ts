import { type Following, type ProgramRules, RULES_OF } from "./program_rules.ts";
import type { Certainty, SecretName } from "./secret_name.ts";
import { secretStart } from "./secret_value.ts";
import { isSeparator } from "./shell_words.ts";

/** Takes a part of a word that is a secret. */
export type WordSink = (word: number, start: number, end: number) => void;

/** What the next word is, by the word before it. */
interface Expected {
  readonly takes: Following;
  readonly certainty: Certainty;
}

/** Longest word that may be a program's. */
const PROGRAM_MAX = 64;

/** Commands that store what follows a name: `redis-cli set password X`, `consul kv put db/password X`. */
const STORES = new Set(["set", "put"]);

/** A row of the table, while its program's words are read. */
interface Active {
  readonly rules: ProgramRules;
  /** Words since the one it holds behind; undefined before that. */
  words: number | undefined;
}

/**
 * Finds secrets by the word in front of them: a flag whose name is that of a secret, or one that a program has for
 * one. Programs are looked for anywhere, since others start them: `docker exec db mysql -pSECRET`.
 */
export function findInWords(words: readonly string[], isSecret: SecretName, found: WordSink): void {
  let active: readonly Active[] = [];
  let expected: Expected | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (isSeparator(word)) {
      active = [];
      expected = undefined;
      continue;
    }
    if (expected !== undefined && !isOtherFlag(word)) {
      tell(word, i, expected, found);
      expected = undefined;
      continue;
    }
    expected = undefined;
    if (word.charCodeAt(0) === 45) {
      expected = readFlag(word, i, active, isSecret, found);
      continue;
    }
    const rows = word.length <= PROGRAM_MAX ? RULES_OF.get(baseName(word)) : undefined;
    if (rows !== undefined) {
      active = rows.map((rules) => ({ rules, words: rules.after === undefined ? 0 : undefined }));
      continue;
    }
    if (active.length > 0) countWord(word, i, active, found);
    if (STORES.has(words[i - 1] ?? "") && isSecret(baseName(word), false) === "strong") {
      expected = { takes: "secret", certainty: "strong" };
    }
  }
}

/** `--flag`, or `-f`: the flag before it takes nothing, or asks. */
function isOtherFlag(word: string): boolean {
  return word.startsWith("--") || (word.length === 2 && word.startsWith("-"));
}

function baseName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

function readFlag(
  word: string,
  index: number,
  active: readonly Active[],
  isSecret: SecretName,
  found: WordSink,
): Expected | undefined {
  for (const { rules, words } of active) {
    if (words === undefined) continue;
    if (rules.harmless?.includes(word)) return undefined;
    const { next, attached, takes = "secret" } = rules;
    if (next !== undefined && isFlagOf(next, word)) return { takes, certainty: "strong" };
    const sign = word.indexOf("=");
    if (sign > 0 && next?.includes(word.slice(0, sign))) {
      return tellBehind(sign + 1, word, index, takes, found);
    }
    const flag = attached?.find((each) => word.startsWith(each) && !word.startsWith("--"));
    if (flag !== undefined && word.length > flag.length) {
      const from = flag.length + (word[flag.length] === "=" ? 1 : 0);
      return tellBehind(from, word, index, takes, found);
    }
  }
  if (word.includes("=")) return undefined;
  const certainty = isSecret(word, true);
  return certainty === undefined ? undefined : { takes: "secret", certainty };
}

/** A flag with its value in one word. */
function tellBehind(
  from: number,
  word: string,
  index: number,
  takes: Following,
  found: WordSink,
): undefined {
  tell(word.slice(from), index, { takes, certainty: "strong" }, (_, start, end) => {
    found(index, from + start, from + end);
  });
}

/** The flag itself, or several of one letter of which it is the last: `-su user:password`. */
function isFlagOf(flags: readonly string[], word: string): boolean {
  if (flags.includes(word)) return true;
  if (word.length < 3 || word.length > 8 || !/^-[A-Za-z]+$/.test(word)) return false;
  return flags.includes(`-${word.at(-1)}`) && flags.every((flag) => !word.startsWith(flag));
}

function countWord(word: string, index: number, active: readonly Active[], found: WordSink): void {
  for (const row of active) {
    const { after, words, takes = "secret" } = row.rules;
    if (row.words === undefined) {
      if (word.toLowerCase() === after) row.words = 0;
    } else {
      row.words++;
      if (words?.includes(row.words)) tell(word, index, { takes, certainty: "strong" }, found);
    }
  }
}

/** What of a word is the secret. */
function tell(word: string, index: number, { takes, certainty }: Expected, found: WordSink): void {
  if (typeof takes === "object" || takes === "value") {
    const sign = word.indexOf(takes === "value" ? "=" : takes.behind);
    if (sign < 0) return;
    const start = secretStart(word.slice(sign + 1), certainty);
    if (start !== undefined) found(index, sign + 1 + start, word.length);
    return;
  }
  const start = secretStart(word, certainty);
  if (start !== undefined) found(index, start, word.length);
}
