import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import protobuf from "protobufjs";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import { Messages } from "../../../src/enrich/grpc/messages.ts";
import { encodeMap, encodeMessage } from "./encode_message.ts";

const PROTO = `
syntax = "proto3";
message Inner { string name = 1; int32 count = 2; }
message Outer {
  string id = 1;
  int64 time = 3;
  Inner inner = 4;
  repeated Inner list = 5;
  map<string, string> labels = 6;
  bytes raw = 7;
}
`;

interface Inner {
  readonly name?: string;
  readonly count?: number;
}

interface Types {
  readonly Inner: Inner;
  readonly Outer: {
    readonly id?: string;
    readonly time?: bigint;
    readonly inner?: Inner;
    readonly list?: readonly Inner[];
    readonly labels?: Readonly<Record<string, string>>;
    readonly raw?: Uint8Array;
  };
}

const MESSAGES = new Messages<Types>(protobuf, PROTO);
const BOUNDS = { max: 3, elementBytes: 100 };

Deno.test("Messages.decode() reads what was written by the fields' numbers", () => {
  const [text, count] = [fc.string({ maxLength: 20 }), fc.nat()];
  fc.assert(fc.property(
    fc.record({ id: text, time: fc.maxSafeNat(), name: text, count, key: text }),
    fc.uint8Array(),
    ({ id, time, name, count, key }, raw) => {
      const { raw: read, ...rest } = MESSAGES.decode(
        "Outer",
        encodeMessage([
          ...[[1, id], [3, time], [4, [[1, name], [2, count]]], [7, raw]] as const,
          [5, [[1, name]]],
          [5, [[2, count]]],
          ...encodeMap(6, { [key]: name }),
          [99, "of a newer version"],
        ]),
      );
      assertEquals(rest, {
        id,
        time: BigInt(time),
        inner: { name, count },
        list: [{ name }, { count }],
        labels: { [key]: name },
      });
      assertEquals(new Uint8Array(read ?? []), raw);
    },
  ));
});

Deno.test("Messages.encode() writes what is read by the fields' numbers", () => {
  assertEquals(
    new Uint8Array(MESSAGES.encode("Outer", { id: "a", list: [{ name: "b" }, { count: 5 }] })),
    encodeMessage([[1, "a"], [5, [[1, "b"]]], [5, [[2, 5]]]]),
  );
});

Deno.test("Messages.decode() gives what is absent as absent, and 64 bits without loss", () => {
  assertEquals(MESSAGES.decode("Outer", new Uint8Array()), {});
  const most = new Uint8Array([24, ...Array(8).fill(0xff), 0x7f]);
  const minus = new Uint8Array([24, ...Array(9).fill(0xff), 1]);
  assertEquals(MESSAGES.decode("Outer", most).time, 2n ** 63n - 1n);
  assertEquals(MESSAGES.decode("Outer", minus).time, -1n);
});

Deno.test("Messages.decode() takes a key such as __proto__ for a key", () => {
  const { labels = {} } = MESSAGES.decode(
    "Outer",
    encodeMessage(encodeMap(6, { ["__proto__"]: "x", constructor: "y" })),
  );
  assertEquals(Object.entries(labels), [["__proto__", "x"], ["constructor", "y"]]);
  assertEquals(Object.getPrototypeOf(labels), Object.prototype);
  assertEquals(({} as Record<string, unknown>).x, undefined);
});

Deno.test("Messages throws nothing but an ApiFailure for any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
    for (
      const read of [
        () => MESSAGES.decode("Outer", garbage),
        () => [...MESSAGES.list("Outer", garbage, BOUNDS)],
      ]
    ) {
      try {
        read();
      } catch (error) {
        assertEquals(error instanceof ApiFailure, true);
      }
    }
  }));
  assertThrows(() => MESSAGES.decode("Outer", new Uint8Array([10, 5, 1])), ApiFailure, "no Outer");
});

Deno.test("Messages.list() keeps to its bounds, and passes over other fields", () => {
  const list = encodeMessage([
    [2, 5],
    [1, [[1, "a"]]],
    [1, [[1, "x".repeat(100)]]],
    [3, "text"],
    ...["b", "c", "d"].map((name) => [1, [[1, name]]] as const),
  ]);
  const names = [...MESSAGES.list("Inner", list, BOUNDS)].map(({ name }) => name);
  assertEquals(names, ["a", "b", "c"]);
  const cut = () => [...MESSAGES.list("Inner", list.subarray(0, 4), BOUNDS)];
  assertThrows(cut, ApiFailure, "no Inner");
});
