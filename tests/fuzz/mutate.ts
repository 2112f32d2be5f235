/** Inputs that are nearly good: captured ones with a few changes, which come further than noise does. */
import fc from "fast-check";
import { hostileText } from "../output/format/samples.ts";

/** Changes to one input; more of them leave little of it. */
const CHANGES_MAX = 6;

/** Longest piece that is put in, taken out or doubled. */
const PIECE_MAX = 64;

/** Lengths and counts go wrong at such numbers. */
const EDGES = [0, 1, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

type Change<T> = (whole: T, at: number) => T;

function spliced(bytes: Uint8Array, at: number, taken: number, put: Uint8Array): Uint8Array {
  const end = Math.min(bytes.length, at + taken);
  const out = new Uint8Array(bytes.length - (end - at) + put.length);
  out.set(bytes.subarray(0, at));
  out.set(put, at);
  out.set(bytes.subarray(end), at + put.length);
  return out;
}

function word(value: number, size: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes.subarray(0, size);
}

const piece = fc.nat(PIECE_MAX);
const noise = fc.uint8Array({ maxLength: PIECE_MAX });

/** A change of one kind, by a value that says how much or what. */
function change<T, V>(
  value: fc.Arbitrary<V>,
  apply: (whole: T, at: number, value: V) => T,
): fc.Arbitrary<Change<T>> {
  return value.map((given) => (whole, at) => apply(whole, at, given));
}

type Bytes = Uint8Array;

const edge = fc.constantFrom(...EDGES);

const byteChange: fc.Arbitrary<Change<Bytes>> = fc.oneof(
  change(fc.nat(255), (all: Bytes, at, byte) => spliced(all, at, 1, new Uint8Array([byte]))),
  change(fc.tuple(edge, fc.constantFrom(1, 2, 4)), (all: Bytes, at, [value, size]) => {
    return spliced(all, at, size, word(value, size));
  }),
  // Where records and their fields are aligned.
  change(edge, (all: Bytes, at, value) => spliced(all, at & ~3, 4, word(value, 4))),
  change(noise, (all: Bytes, at, put) => spliced(all, at, 0, put)),
  change(noise, (all: Bytes, at, put) => spliced(all, at, put.length, put)),
  change(piece, (all: Bytes, at, size) => spliced(all, at, size, new Uint8Array())),
  change(piece, (all: Bytes, at, size) => spliced(all, at, 0, all.slice(at, at + size))),
  change(fc.constant(0), (all: Bytes, at) => all.slice(0, at)),
);

const textChange: fc.Arbitrary<Change<string>> = fc.oneof(
  change(hostileText, (all: string, at, put) => all.slice(0, at) + put + all.slice(at)),
  change(
    hostileText,
    (all: string, at, put) => all.slice(0, at) + put + all.slice(at + put.length),
  ),
  change(piece, (all: string, at, size) => all.slice(0, at) + all.slice(at + size)),
  change(fc.tuple(piece, fc.integer({ min: 2, max: 300 })), (all: string, at, [size, times]) => {
    return all.slice(0, at) + all.slice(at, at + size).repeat(times) + all.slice(at + size);
  }),
  change(fc.constant(0), (all: string, at) => all.slice(0, at)),
);

function mutated<T>(
  seeds: readonly T[],
  change: fc.Arbitrary<Change<T>>,
  sizeOf: (whole: T) => number,
): fc.Arbitrary<T> {
  const changes = fc.array(fc.tuple(change, fc.nat()), { maxLength: CHANGES_MAX });
  return fc.tuple(fc.constantFrom(...seeds), changes).map(([seed, list]) =>
    list.reduce((whole, [apply, at]) => apply(whole, at % (sizeOf(whole) + 1)), seed)
  );
}

/** Captured bytes with some changed, put in, taken out or doubled. */
export function mutatedBytes(...seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return mutated(seeds, byteChange, (bytes) => bytes.length);
}

/** Captured texts, alike. */
export function mutatedText(...seeds: readonly string[]): fc.Arbitrary<string> {
  return mutated(seeds, textChange, (text) => text.length);
}
