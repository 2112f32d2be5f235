import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { encodeMap, encodeMessage } from "../../../src/enrich/grpc/encode_message.ts";
import {
  bytes,
  decodeMessage,
  int64,
  integer,
  mapOf,
  message,
  repeated,
  text,
} from "../../../src/enrich/grpc/message.ts";
import { wireFields } from "../../../src/enrich/grpc/wire_reader.ts";

const INNER = { name: text(1, 100), count: integer(2) } as const;
const SCHEMA = {
  id: text(1, 100),
  size: integer(2),
  time: int64(3),
  inner: message(4, INNER),
  list: repeated(message(5, INNER), 3),
  labels: mapOf(6, 2, 50, text(2, 50)),
  raw: bytes(7),
} as const;

const NAME = fc.string({ maxLength: 20 });
const COUNT = fc.nat();

Deno.test("decodeMessage() reads what encodeMessage() writes", () => {
  fc.assert(fc.property(
    fc.record({
      id: NAME,
      size: COUNT,
      time: fc.maxSafeNat(),
      name: NAME,
      count: COUNT,
      key: NAME,
      raw: fc.uint8Array(),
    }),
    ({ id, size, time, name, count, key, raw }) => {
      const decoded = decodeMessage(
        SCHEMA,
        encodeMessage([
          ...[[1, id], [2, size], [3, time], [4, [[1, name], [2, count]]], [7, raw]] as const,
          [5, [[1, name]]],
          [5, [[2, count]]],
          ...encodeMap(6, { [key]: name }),
          [99, "of a newer version"],
        ]),
      );
      assertEquals(decoded, {
        id,
        size,
        time: BigInt(time),
        inner: { name, count },
        list: [{ name }, { count }],
        labels: new Map([[key, name]]),
        raw,
      });
    },
  ));
});

Deno.test("decodeMessage() gives a field of another type as absent", () => {
  assertEquals(decodeMessage(SCHEMA, encodeMessage([[1, 5], [2, "five"], [4, 5], [6, 5]])), {
    labels: new Map(),
  });
});

Deno.test("decodeMessage() throws nothing but a RangeError for any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
    try {
      decodeMessage(SCHEMA, garbage);
    } catch (error) {
      assertEquals(error instanceof RangeError, true);
    }
  }));
});

Deno.test("decodeMessage() keeps to the bounds of its schema", () => {
  const many = encodeMessage([
    [1, "x".repeat(101)],
    ...Array.from({ length: 9 }, (_, index) => [5, [[2, index]]] as const),
    ...encodeMap(6, { a: "1", b: "2", c: "3" }),
  ]);
  const { id, list, labels } = decodeMessage(SCHEMA, many);
  assertEquals(id, undefined);
  assertEquals(list?.length, 3);
  assertEquals([...labels ?? []], [["a", "1"], ["b", "2"]]);
});

Deno.test("decodeMessage() takes a key such as __proto__ for a key", () => {
  const { labels } = decodeMessage(SCHEMA, encodeMessage(encodeMap(6, { ["__proto__"]: "x" })));
  assertEquals([...labels ?? []], [["__proto__", "x"]]);
  assertEquals(Object.fromEntries(labels ?? []).constructor, Object);
});

Deno.test("decodeMessage() reads 64 bits without loss, and negative numbers", () => {
  // 2^63 - 1, and -1, as ten bytes of which the last has one bit.
  const most = new Uint8Array([24, ...Array(8).fill(0xff), 0x7f]);
  const minus = new Uint8Array([24, ...Array(9).fill(0xff), 1]);
  assertEquals(decodeMessage(SCHEMA, most).time, 2n ** 63n - 1n);
  assertEquals(decodeMessage(SCHEMA, minus).time, -1n);
  // A negative int32 is written as 64 bits; no number that is read here is negative.
  assertEquals(decodeMessage(SCHEMA, new Uint8Array([16, ...minus.subarray(1)])).size, undefined);
});

Deno.test("wireFields() passes over fixed widths, and names what is cut", () => {
  const fixed = new Uint8Array([9, 1, 2, 3, 4, 5, 6, 7, 8, 21, 1, 2, 3, 4, 24, 7]);
  assertEquals([...wireFields(fixed)], [
    { number: 1, value: undefined },
    { number: 2, value: undefined },
    { number: 3, value: 7 },
  ]);
  const cut: readonly (readonly [number[], string])[] = [
    [[10, 5, 1], "a field of 5 bytes has 1 left"],
    [[8], "the message ends within a number"],
    [[8, ...Array(10).fill(0x80)], "a number has more than 10 bytes"],
    [[11], "a field has the type 3"],
  ];
  for (const [message, reason] of cut) {
    assertThrows(() => [...wireFields(new Uint8Array(message))], RangeError, reason);
  }
});
