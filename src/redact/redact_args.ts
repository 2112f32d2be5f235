import { findAssignments } from "./find_assignments.ts";
import { findInWords } from "./find_in_words.ts";
import { findShapes } from "./find_shapes.ts";
import { findUrls } from "./find_urls.ts";
import { MAY_START } from "./program_rules.ts";
import { createSecretName, type NameOptions, type SecretName } from "./secret_name.ts";
import { shellWords } from "./shell_words.ts";
import { type Sink, Spans } from "./spans.ts";

/** What is a secret, beyond what everybody knows. */
export interface SecretOptions extends NameOptions {
  /** Whatever these match in an argument is one. @default none */
  readonly patterns?: readonly RegExp[];
}

/** Arguments and lines without their secrets. */
export interface ArgsRedactor {
  /** The same list where nothing is a secret. */
  args(args: readonly string[]): readonly string[];
  /** The same for a line that a shell would read. */
  line(line: string): string;
}

/** How deep quoted lines within lines are read: `ssh host "sh -c 'mysql -pSECRET'"`. */
const DEPTH_MAX = 3;

/** Makes what redacts. Time is linear in the arguments' length, but for what patterns take. */
export function createArgsRedactor(
  { patterns = [], ...names }: SecretOptions = {},
): ArgsRedactor {
  const isSecret = createSecretName(names);
  const everywhere = patterns.map((pattern) => new RegExp(pattern, withGlobal(pattern.flags)));

  /** What is told by a text alone, without the words in front of it. */
  function findIn(text: string, found: Sink): void {
    findAssignments(text, isSecret, found);
    findUrls(text, found);
    findShapes(text, found);
    for (const pattern of everywhere) {
      for (const match of text.matchAll(pattern)) {
        found(match.index, match.index + match[0].length);
      }
    }
    if ((isSecret.mayBeIn(text) || MAY_START.test(text)) && isLine(text)) {
      findInLine(text, isSecret, DEPTH_MAX, found);
    }
  }

  return {
    args(args) {
      let spans: (Spans | undefined)[] | undefined;
      const spansOf = (index: number) => (spans ??= [])[index] ??= new Spans();
      findInWords(args, isSecret, (index, start, end) => spansOf(index).add(start, end));
      for (let i = 0; i < args.length; i++) {
        findIn(args[i] as string, (start, end) => spansOf(i).add(start, end));
      }
      if (spans === undefined) return args;
      const redacted = args.map((arg, i) => spans?.[i]?.redact(arg) ?? arg);
      return redacted.every((arg, i) => arg === args[i]) ? args : redacted;
    },
    line(line) {
      const spans = new Spans();
      findIn(line, (start, end) => spans.add(start, end));
      if (!isLine(line)) {
        findInLine(line, isSecret, DEPTH_MAX, (start, end) => spans.add(start, end));
      }
      return spans.isEmpty ? line : spans.redact(line);
    },
  };
}

function withGlobal(flags: string): string {
  return flags.includes("g") ? flags : `${flags}g`;
}

function isLine(text: string): boolean {
  return text.length > 2 && /[^\s]\s+\S/.test(text);
}

/** What is told by the words of a line, and of lines in its quotes. */
function findInLine(line: string, isSecret: SecretName, depth: number, found: Sink): void {
  const words = shellWords(line);
  findInWords(words.map(({ text }) => text), isSecret, (index, start, end) => {
    const from = words[index]?.start ?? 0;
    found(from + start, from + end);
  });
  if (depth === 0) return;
  for (const { text, start, isQuoted } of words) {
    if (isQuoted && isLine(text)) {
      findInLine(text, isSecret, depth - 1, (from, to) => found(start + from, start + to));
    }
  }
}
