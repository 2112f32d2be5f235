/** A text as SQLite keeps it: what is no UTF-8 as the bytes that it was. */
export type DbText = string | Uint8Array;

/** Where a byte that is not UTF-8 is among the surrogates: U+DC80 to U+DCFF. */
const BYTE_BASE = 0xdc00;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A text of the model for a column of any type. SQLite's own text would turn a lone surrogate, which stands for
 * a byte that is no UTF-8, into U+FFFD.
 */
export function toDbText(text: string): DbText {
  if (text.isWellFormed()) return text;
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - BYTE_BASE);
    else bytes.push(...encoder.encode(character));
  }
  return new Uint8Array(bytes);
}

/** What {@link toDbText} was given. Any value is taken: a file may hold anything. */
export function fromDbText(value: unknown): string {
  if (typeof value === "string") return value;
  if (!(value instanceof Uint8Array)) return "";
  let text = "";
  for (let at = 0; at < value.length;) {
    const length = validLength(value, at);
    if (length === 0) text += String.fromCharCode(BYTE_BASE + (value[at] ?? 0));
    else text += decoder.decode(value.subarray(at, at + length));
    at += Math.max(1, length);
  }
  return text;
}

/** Length of the character that begins there; 0 where none does. */
function validLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  try {
    decoder.decode(bytes.subarray(at, at + length));
    return at + length <= bytes.length ? length : 0;
  } catch {
    return 0;
  }
}
