import { type WireField, wireFields } from "./wire_reader.ts";

/** What a field holds, and how it is read: `before` is what the same field gave earlier in the message. */
export interface FieldType<T> {
  readonly number: number;
  /** Gives `before` for a value of another type than the field's. */
  read(value: WireField["value"], before: T | undefined): T | undefined;
}

/** A message: its fields by the name they get here. */
export type Schema = Readonly<Record<string, FieldType<unknown>>>;

/** A decoded message: what was absent, or of another type than the field's, is absent. */
export type Message<S extends Schema> = {
  readonly [K in keyof S]?: S[K] extends FieldType<infer T> ? T : never;
};

const UTF8 = new TextDecoder();

/**
 * Decodes a message by its schema; fields that the schema does not name are passed over. Throws a
 * RangeError for bytes that are no message.
 */
export function decodeMessage<S extends Schema>(schema: S, bytes: Uint8Array): Message<S> {
  const names = new Map(Object.keys(schema).map((name) => [schema[name]?.number, name]));
  const found: Record<string, unknown> = {};
  for (const { number, value } of wireFields(bytes)) {
    const name = names.get(number);
    const type = name === undefined ? undefined : schema[name];
    if (name === undefined || type === undefined) continue;
    const read = type.read(value, found[name]);
    if (read !== undefined) found[name] = read;
  }
  // Each value was read by the type that the schema has for its name.
  return found as Message<S>;
}

/** A `string`, or `bytes` that are one, of at most `maxBytes`: a longer one counts as absent. */
export function text(number: number, maxBytes: number): FieldType<string> {
  return {
    number,
    read: (value, before) =>
      value instanceof Uint8Array && value.length <= maxBytes ? UTF8.decode(value) : before,
  };
}

/** `bytes`, as a view. */
export function bytes(number: number): FieldType<Uint8Array> {
  return { number, read: (value, before) => value instanceof Uint8Array ? value : before };
}

/** An `int32`, `uint32` or `enum` that is not negative: others are beyond 2^49, and count as absent. */
export function integer(number: number): FieldType<number> {
  return { number, read: (value, before) => typeof value === "number" ? value : before };
}

/** An `int64`. */
export function int64(number: number): FieldType<bigint> {
  return {
    number,
    read: (value, before) =>
      typeof value === "number" || typeof value === "bigint"
        ? BigInt.asIntN(64, BigInt(value))
        : before,
  };
}

/** Another message. */
export function message<S extends Schema>(number: number, schema: S): FieldType<Message<S>> {
  return {
    number,
    read: (value, before) =>
      value instanceof Uint8Array ? { ...before, ...decodeMessage(schema, value) } : before,
  };
}

/** A `repeated` field, of which the first `max` elements are kept. */
export function repeated<T>(type: FieldType<T>, max: number): FieldType<T[]> {
  return {
    number: type.number,
    read(value, before = []) {
      const element = before.length < max ? type.read(value, undefined) : undefined;
      if (element !== undefined) before.push(element);
      return before;
    },
  };
}

/** A `map` from strings, of which the first `max` entries are kept. Any key is safe in it. */
export function mapOf<T>(
  number: number,
  max: number,
  keyBytes: number,
  type: FieldType<T>,
): FieldType<Map<string, T>> {
  const entry = { key: text(1, keyBytes), value: { ...type, number: 2 } };
  return {
    number,
    read(value, before = new Map<string, T>()) {
      if (!(value instanceof Uint8Array) || before.size >= max) return before;
      const decoded: Message<typeof entry> = decodeMessage(entry, value);
      if (decoded.key !== undefined && decoded.value !== undefined) {
        before.set(decoded.key, decoded.value);
      }
      return before;
    },
  };
}
