import { FilterError } from "./filter_error.ts";
import { compileGlob, isGlob } from "./glob.ts";

/** What can be said of something whose names may still change. */
export type Verdict = "yes" | "no" | "maybe";

/** What a pattern is held against. */
export interface Named {
  /** All spellings of its name; empty while none is known. */
  readonly names: readonly string[];
  /** The names are known and will stay: a new name is impossible. */
  readonly final: boolean;
  /** The container's id, for patterns that know ids. */
  readonly id?: string;
  /** Ids of the containers around it. @default none */
  readonly outer?: readonly string[];
}

/** A compiled list of terms. */
export interface NamePattern {
  /** Whether it matches as things are known now. */
  matches(named: Named): boolean;
  /** Whether it matches whatever is still learnt: `maybe` where a new name could turn the answer. */
  judge(named: Named): Verdict;
  /** The terms, when all of them are plain names to be included; what a kernel can compare. */
  readonly plainNames: readonly string[] | undefined;
}

/** How {@link parseNamePattern} reads terms. */
export interface NamePatternOptions {
  /**
   * Terms of hexadecimal digits are ids and starts of ids as well.
   * @default false
   */
  readonly ids?: boolean;
}

/** Fewer digits would be words too often: `face`, `bad`. */
const MIN_ID_PREFIX = 6;

interface Term {
  readonly excludes: boolean;
  /** False for a full id, which is not taken for a name. */
  readonly canBeName: boolean;
  readonly isPlain: boolean;
  readonly text: string;
  matchesName(name: string): boolean;
  matchesId(id: string): boolean;
}

/**
 * Compiles a comma list of terms: a name, a glob (see {@link compileGlob}), and with `!` in front a
 * name or glob to leave out. With only exclusions, all else matches; what is excluded is excluded
 * even if another term includes it. An exclusion takes away what is known to match: something
 * without a known name stays. With `ids`, 6 or more hexadecimal digits also match the start of an
 * id, and 64 of them an id alone. Throws {@link FilterError} on empty terms and bad globs.
 */
export function parseNamePattern(text: string, options: NamePatternOptions = {}): NamePattern {
  const terms = text.split(",").map((each) => parseTerm(each.trim(), options.ids === true));
  const excluding = terms.filter((term) => term.excludes);
  const including = terms.filter((term) => !term.excludes);
  const byId = (list: readonly Term[], { id, outer = [] }: Named) =>
    id !== undefined &&
    list.some((term) => term.matchesId(id) || outer.some((each) => term.matchesId(each)));
  const byName = (list: readonly Term[], { names }: Named) =>
    list.some((term) => names.some((name) => term.matchesName(name)));
  const plain = terms.every((term) => !term.excludes && term.isPlain && term.canBeName);
  return {
    plainNames: plain ? terms.map((term) => term.text) : undefined,
    matches(named) {
      if (byId(excluding, named) || byName(excluding, named)) return false;
      return including.length === 0 || byId(including, named) || byName(including, named);
    },
    judge(named) {
      if (named.final) return this.matches(named) ? "yes" : "no";
      if (byId(excluding, named)) return "no";
      const surelyIn = including.length === 0 || byId(including, named);
      if (!surelyIn && !including.some((term) => term.canBeName)) return "no";
      return surelyIn && !excluding.some((term) => term.canBeName) ? "yes" : "maybe";
    },
  };
}

function parseTerm(term: string, ids: boolean): Term {
  const excludes = term.startsWith("!");
  const text = excludes ? term.slice(1).trim() : term;
  if (text === "") {
    throw new FilterError(excludes ? "! stands alone" : "an item is empty", {
      hint: excludes ? "write the name to leave out after the !" : "write a name between commas",
    });
  }
  const isPlain = !isGlob(text);
  const isFullId = ids && /^[0-9a-f]{64}$/.test(text);
  const isPrefix = ids && text.length >= MIN_ID_PREFIX && /^[0-9a-f]+$/.test(text);
  const matchesName = isPlain ? (name: string) => name === text : compileGlob(text);
  return {
    excludes,
    text,
    isPlain,
    canBeName: !isFullId,
    matchesName: isFullId ? () => false : matchesName,
    matchesId: isPrefix ? (id) => id.startsWith(text) : () => false,
  };
}
