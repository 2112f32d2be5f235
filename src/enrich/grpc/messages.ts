import type { Message, Root, Type } from "protobufjs";
import { ApiFailure } from "../api/api_failure.ts";
import type { GrpcLibraries } from "./load_grpc.ts";

/** Tag of a list's element: field 1, with a length. So it is in all answers that are lists. */
const ELEMENT_TAG = 1 << 3 | 2;

/** Bounds of a list. */
export interface ListBounds {
  /** Elements that are read; what comes behind them is not looked at. */
  readonly max: number;
  /** Longest element, bytes; a longer one is passed over. */
  readonly elementBytes: number;
}

/**
 * Messages in the protocol buffers' encoding, by the text of a `.proto` file; `Types` says how each of its
 * types looks once decoded. What a message does not have is absent, as is zero; an `int64` is a bigint.
 */
export class Messages<Types> {
  readonly #reader: GrpcLibraries["protobuf"]["Reader"];
  readonly #root: Root;

  constructor(protobuf: GrpcLibraries["protobuf"], proto: string) {
    this.#reader = protobuf.Reader;
    this.#root = protobuf.parse(proto).root;
  }

  encode<Name extends keyof Types & string>(name: Name, message: Types[Name] & object): Uint8Array {
    return this.#root.lookupType(name).encode(message).finish();
  }

  /** Throws an ApiFailure for bytes that are no such message. */
  decode<Name extends keyof Types & string>(name: Name, bytes: Uint8Array): Types[Name] {
    return this.#translated(name, () => {
      const type = this.#root.lookupType(name);
      return plain<Types[Name]>(type, type.decode(bytes));
    });
  }

  /** The elements of an answer that is a list, one after the other. Throws as {@link decode} does. */
  *list<Name extends keyof Types & string>(
    name: Name,
    bytes: Uint8Array,
    { max, elementBytes }: ListBounds,
  ): Generator<Types[Name], void> {
    const type = this.#root.lookupType(name);
    const reader = this.#reader.create(bytes);
    let count = 0;
    while (reader.pos < reader.len && count < max) {
      const element = this.#translated(name, () => {
        const tag = reader.uint32();
        if (tag !== ELEMENT_TAG) return void reader.skipType(tag & 7);
        const length = reader.uint32();
        if (length > elementBytes) return void reader.skip(length);
        return plain<Types[Name]>(type, type.decode(reader, length));
      });
      if (element === undefined) continue;
      count++;
      yield element;
    }
  }

  #translated<T>(name: string, read: () => T): T {
    try {
      return read();
    } catch (cause) {
      throw new ApiFailure(`the daemon sent what is no ${name}`, { cause });
    }
  }
}

/** A message as an object of its own fields, as its type in the `.proto` text says. */
function plain<T>(type: Type, message: Message): T {
  return type.toObject(message, { longs: BigInt }) as T;
}
