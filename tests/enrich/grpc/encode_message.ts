/**
 * Messages in the protocol buffers' encoding by the fields' numbers: a second opinion on the numbers in the
 * `.proto` texts, and a way to write what no such text allows.
 */

import protobuf from "protobufjs";

/** A field to write: a string, an integer, bytes, or a message of such fields. */
export type EncodeValue = string | number | Uint8Array | readonly EncodeField[];

/** Field number and value; a `repeated` field is given once for each element. */
export type EncodeField = readonly [number: number, value: EncodeValue];

/** How values with a length are marked in a tag. */
const WITH_LENGTH = 2;

/** Writes a message. */
export function encodeMessage(fields: readonly EncodeField[]): Uint8Array<ArrayBuffer> {
  // Node's kind of bytes would not equal others.
  return new Uint8Array(write(fields, protobuf.Writer.create()).finish());
}

function write(fields: readonly EncodeField[], writer: protobuf.Writer): protobuf.Writer {
  for (const [number, value] of fields) {
    const tag = number << 3;
    if (typeof value === "number") writer.uint32(tag).int64(value);
    else if (typeof value === "string") writer.uint32(tag | WITH_LENGTH).string(value);
    else if (value instanceof Uint8Array) writer.uint32(tag | WITH_LENGTH).bytes(value);
    else write(value, writer.uint32(tag | WITH_LENGTH).fork()).ldelim();
  }
  return writer;
}

/** The fields of a `map<string, string>`. */
export function encodeMap(
  number: number,
  entries: Readonly<Record<string, string>>,
): EncodeField[] {
  return Object.entries(entries).map(([key, value]) => [number, [[1, key], [2, value]]]);
}
