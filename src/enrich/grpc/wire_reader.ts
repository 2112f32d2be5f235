/** How a value is written, by the three low bits of its tag. The two group types are not used since proto3. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A varint has at most 10 bytes: 64 bits by 7. */
const VARINT_MAX = 10;
/** So many of them fit a double without loss. */
const VARINT_EXACT = 7;

/**
 * One field: a number from a varint, a bigint where it has more than 49 bits, bytes for what has a length,
 * undefined for the fixed widths.
 */
export interface WireField {
  readonly number: number;
  readonly value: number | bigint | Uint8Array | undefined;
}

/**
 * The fields of a message in the protocol buffers' encoding, in their order. The bytes are views. Throws a RangeError where the message ends within a field or has a type that is none.
 */
export function* wireFields(message: Uint8Array): Generator<WireField, void> {
  let offset = 0;

  function varint(): number | bigint {
    let low = 0;
    let high = 0n;
    for (let index = 0; index < VARINT_MAX; index++) {
      const byte = message[offset++];
      if (byte === undefined) throw new RangeError("the message ends within a number");
      if (index < VARINT_EXACT) low += (byte & 0x7f) * 2 ** (7 * index);
      else high += BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return high === 0n ? low : BigInt.asUintN(64, high + BigInt(low));
    }
    throw new RangeError(`a number has more than ${VARINT_MAX} bytes`);
  }

  function skip(length: number | bigint): Uint8Array {
    const end = offset + Number(length);
    if (end > message.length) {
      throw new RangeError(`a field of ${length} bytes has ${message.length - offset} left`);
    }
    const bytes = message.subarray(offset, end);
    offset = end;
    return bytes;
  }

  while (offset < message.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case WIRE.varint:
        yield { number, value: varint() };
        break;
      case WIRE.bytes:
        yield { number, value: skip(varint()) };
        break;
      case WIRE.fixed64:
        skip(8);
        yield { number, value: undefined };
        break;
      case WIRE.fixed32:
        skip(4);
        yield { number, value: undefined };
        break;
      default:
        throw new RangeError(`a field has the type ${tag % 8}`);
    }
  }
}
