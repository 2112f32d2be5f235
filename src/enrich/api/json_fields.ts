/** Typed, bounded reads of JSON that nobody vouches for. */

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The text of bytes in UTF-8; undefined for other bytes. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The value of a JSON text; undefined when it is no such text. */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value of a JSON text in UTF-8; undefined when it is no such text. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  return text === undefined ? undefined : parseJsonText(text);
}

/** A field of an object; undefined for every other value, and for what an object only inherits. */
export function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/**
 * A text that is not empty; undefined for every other value. A longer one is cut to `max` UTF-16
 * units, the last of which is an ellipsis.
 */
export function boundedText(value: unknown, max: number): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  return value.length <= max ? value : `${value.slice(0, max - 1)}\u2026`;
}
