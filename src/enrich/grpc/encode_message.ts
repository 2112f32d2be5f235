/** A field to write: a string, an integer from 0 to 2^53 - 1, bytes, or a message of such fields. */
export type EncodeValue = string | number | Uint8Array | readonly EncodeField[];

/** Field number and value; a `repeated` field is given once for each element. */
export type EncodeField = readonly [number: number, value: EncodeValue];

const UTF8 = new TextEncoder();

/** Writes a message in the protocol buffers' encoding. */
export function encodeMessage(fields: readonly EncodeField[]): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  write(fields, out);
  return new Uint8Array(out);
}

function write(fields: readonly EncodeField[], out: number[]): void {
  for (const [number, value] of fields) {
    if (typeof value === "number") {
      writeVarint(number * 8, out);
      writeVarint(value, out);
    } else {
      const content = typeof value === "string"
        ? UTF8.encode(value)
        : value instanceof Uint8Array
        ? value
        : encodeMessage(value);
      writeVarint(number * 8 + 2, out);
      writeVarint(content.length, out);
      for (const byte of content) out.push(byte);
    }
  }
}

function writeVarint(value: number, out: number[]): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

/** The fields of a `map<string, string>`. */
export function encodeMap(
  number: number,
  entries: Readonly<Record<string, string>>,
): EncodeField[] {
  return Object.entries(entries).map(([key, value]) => [number, [[1, key], [2, value]]]);
}
