import type { Key, NamedKey } from "./key.ts";

const ESCAPE = "\x1b";

/** What single control characters mean. Others say nothing here. */
const CONTROLS: ReadonlyMap<string, NamedKey> = new Map([
  ["\x03", "interrupt"],
  ["\b", "backspace"],
  ["\x7f", "backspace"],
  ["\t", "tab"],
  ["\r", "enter"],
  ["\n", "enter"],
  ["\x0c", "redraw"],
]);

/** Keys by the last character of their sequence: `CSI A` and, in application mode, `SS3 A`. */
const BY_FINAL: ReadonlyMap<string, NamedKey> = new Map([
  ["A", "up"],
  ["B", "down"],
  ["C", "right"],
  ["D", "left"],
  ["F", "end"],
  ["H", "home"],
  ["M", "enter"],
]);

/** Keys by the number in front of a `~` (VT220, and rxvt's own home and end). */
const BY_NUMBER: ReadonlyMap<string, NamedKey> = new Map([
  ["1", "home"],
  ["3", "delete"],
  ["4", "end"],
  ["5", "page-up"],
  ["6", "page-down"],
  ["7", "home"],
  ["8", "end"],
]);

/** A whole sequence after the escape: CSI with parameters (ECMA-48), or SS3 with one character. */
const SEQUENCE = /^(?:\[([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])|O([\x40-\x7e]))/;

/** The beginning of one. */
const BEGINNING = /^(?:|O|\[[\x30-\x3f]*[\x20-\x2f]*)$/;

/** Longest sequence that is waited for, characters: real ones are shorter than 12. */
const SEQUENCE_MAX = 32;

/** What a person can have typed: nothing that acts on a terminal. */
const TYPED = /^[^\p{C}\p{Zl}\p{Zp}]$/u;

/**
 * Turns the bytes that a terminal sends into keys, however they are cut into reads. Sequences that say nothing
 * here are swallowed whole.
 */
export class KeyDecoder {
  readonly #text = new TextDecoder();
  #waiting = "";

  /** Whether an escape came that may be a key of its own or the beginning of a sequence. */
  get isWaiting(): boolean {
    return this.#waiting !== "";
  }

  /** The keys that these bytes complete. */
  feed(bytes: Uint8Array): Key[] {
    const keys: Key[] = [];
    let rest = this.#waiting + this.#text.decode(bytes, { stream: true });
    this.#waiting = "";
    while (rest !== "") {
      if (!rest.startsWith(ESCAPE)) {
        const [character = ""] = rest;
        keys.push(...keyOf(character));
        rest = rest.slice(character.length);
        continue;
      }
      const after = rest.slice(1);
      const found = SEQUENCE.exec(after);
      if (found !== null) {
        keys.push(...keyOfSequence(found));
        rest = after.slice(found[0].length);
      } else if (BEGINNING.test(after) && after.length < SEQUENCE_MAX) {
        this.#waiting = rest;
        return keys;
      } else {
        keys.push("escape");
        rest = after;
      }
    }
    return keys;
  }

  /** Nothing more came for a while: what waits is the escape key, and what was typed behind it. */
  flush(): Key[] {
    if (!this.isWaiting) return [];
    const after = this.#waiting.slice(1);
    this.#waiting = "";
    return ["escape", ...[...after].flatMap(keyOf)];
  }
}

function keyOf(character: string): readonly Key[] {
  const named = CONTROLS.get(character);
  if (named !== undefined) return [named];
  return TYPED.test(character) ? [{ text: character }] : [];
}

/** Modifiers (`CSI 1;5A`) do not matter. */
function keyOfSequence([, parameters = "", final, single]: RegExpExecArray): readonly Key[] {
  const [number = ""] = parameters.split(";");
  const key = final === "~" ? BY_NUMBER.get(number) : BY_FINAL.get(final ?? single ?? "");
  return key === undefined ? [] : [key];
}
