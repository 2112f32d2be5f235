import { ByteWriter } from "./byte_writer.ts";
import { DEPTH_MAX, INLINE_MAX, KEYS_MAX, RAW_MAX, TAG } from "./tags.ts";

/**
 * Names under which events refer to objects that they share: of these the block holds one each, and what is read
 * shares them again, since formats remember their text by the object. What stands under another name is written
 * whole with each event.
 */
const SHARED_NAMES: ReadonlySet<string> = new Set([
  "container",
  "cgroup",
  "owner",
  "program",
  "credentials",
  "namespaces",
  "capabilities",
  "origin",
]);

/** Shapes remembered for a place, the likeliest in front: `event` has the most, one for each kind. */
const GUESSES_MAX = 8;

/** Shapes remembered; labels make new ones without end. */
const SHAPES_MAX = 4096;

/** A place where values stand: under one key of one shape. */
interface Place {
  /** Shapes that objects here had, the likeliest in front. */
  readonly guesses: Shape[];
  /** Whether objects here are shared. */
  readonly isShared: boolean;
  /** The object that was shared here last, its number, and the block. */
  last: object | undefined;
  lastNumber: number;
  lastBlock: number;
}

/** The keys of objects that are alike. */
interface Shape {
  readonly keys: readonly string[];
  readonly places: readonly Place[];
  /** Its number, and the block for which that holds. */
  number: number;
  block: number;
}

function newPlace(name: string): Place {
  return {
    guesses: [],
    isShared: SHARED_NAMES.has(name),
    last: undefined,
    lastNumber: 0,
    lastBlock: -1,
  };
}

/**
 * Writes values as {@link TAG} has it: plain objects, lists, texts, numbers, bigints of 64 bits, booleans, null
 * and undefined. An object's keys are written once in a block, a text and a shared object too.
 */
export class ValueWriter {
  readonly #out = new ByteWriter();
  readonly #shapes = new Map<string, Shape>();
  readonly #root = newPlace("");
  #texts = new Map<string, number>();
  #shares = new Map<object, number>();
  #shapeCount = 0;
  #block = 0;

  /** Bytes of the block so far. */
  get length(): number {
    return this.#out.length;
  }

  /** The block so far, in the writer's own buffer. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#out.bytes;
  }

  /** Begins a block, which refers to nothing of those before. */
  begin(): void {
    this.#out.truncate(0);
    this.#texts = new Map();
    this.#shares = new Map();
    this.#shapeCount = 0;
    this.#block++;
    if (this.#shapes.size > SHAPES_MAX) this.#forgetShapes();
  }

  /**
   * Adds a value. When it cannot be written the block keeps what it had, but takes nothing more.
   *
   * @throws {RangeError} for what is too deep, too large, or of another type.
   */
  add(value: unknown): void {
    const before = this.#out.length;
    try {
      this.#write(value, this.#root, 0);
      if (this.#out.length > RAW_MAX) throw new RangeError(`a value of over ${RAW_MAX} bytes`);
    } catch (error) {
      this.#out.truncate(before);
      throw error;
    }
  }

  #write(value: unknown, place: Place, depth: number): void {
    switch (typeof value) {
      case "number":
        return this.#number(value);
      case "string":
        return this.#text(value);
      case "boolean":
        return this.#out.u8(value ? TAG.true : TAG.false);
      case "undefined":
        return this.#out.u8(TAG.undefined);
      case "bigint":
        if (BigInt.asIntN(64, value) !== value) {
          throw new RangeError("a bigint of more than 64 bits");
        }
        return this.#out.i64(TAG.bigint, value);
      case "object":
        if (value === null) return this.#out.u8(TAG.null);
        if (depth >= DEPTH_MAX) throw new RangeError(`a value deeper than ${DEPTH_MAX}`);
        if (Array.isArray(value)) return this.#list(value, place, depth);
        if (place.isShared) return this.#share(value, place, depth);
        return this.#object(value as Readonly<Record<string, unknown>>, place, depth);
      default:
        throw new RangeError(`a ${typeof value} is no value`);
    }
  }

  #number(value: number): void {
    if (value >>> 0 !== value || Object.is(value, -0)) this.#out.f64(TAG.f64, value);
    else if (value < TAG.smallEnd) this.#out.u8(value);
    else if (value <= 0xffff) this.#out.u16(TAG.u16, value);
    else this.#out.u32(TAG.u32, value);
  }

  #text(text: string): void {
    const number = this.#texts.get(text);
    if (number !== undefined) return this.#reference(TAG.text, TAG.firstText, number);
    this.#texts.set(text, this.#texts.size);
    if (text.isWellFormed()) this.#out.utf8(TAG.utf8, text);
    else this.#out.utf16(TAG.utf16, text);
  }

  #list(list: readonly unknown[], place: Place, depth: number): void {
    this.#out.u8(TAG.list);
    this.#out.varint(list.length);
    for (let i = 0; i < list.length; i++) this.#write(list[i], place, depth + 1);
  }

  #share(value: object, place: Place, depth: number): void {
    if (place.last === value && place.lastBlock === this.#block) {
      return this.#reference(TAG.shared, TAG.firstShared, place.lastNumber);
    }
    let number = this.#shares.get(value);
    if (number === undefined) {
      this.#out.u8(TAG.share);
      this.#object(value as Readonly<Record<string, unknown>>, place, depth);
      number = this.#shares.size;
      this.#shares.set(value, number);
    } else {
      this.#reference(TAG.shared, TAG.firstShared, number);
    }
    place.last = value;
    place.lastNumber = number;
    place.lastBlock = this.#block;
  }

  #object(value: Readonly<Record<string, unknown>>, place: Place, depth: number): void {
    const shape = this.#shapeOf(value, place);
    if (shape.block === this.#block) {
      this.#reference(TAG.shape, TAG.firstShape, shape.number);
    } else {
      this.#define(shape);
    }
    const { keys, places } = shape;
    for (let i = 0; i < keys.length; i++) {
      this.#write(value[keys[i] as string], places[i] as Place, depth + 1);
    }
  }

  #define(shape: Shape): void {
    this.#out.u8(TAG.newShape);
    this.#out.varint(shape.keys.length);
    for (const key of shape.keys) this.#text(key);
    shape.number = this.#shapeCount++;
    shape.block = this.#block;
  }

  #reference(tag: number, first: number, number: number): void {
    if (number < INLINE_MAX) return this.#out.u8(first + number);
    this.#out.u8(tag);
    this.#out.varint(number);
  }

  #shapeOf(value: Readonly<Record<string, unknown>>, { guesses }: Place): Shape {
    for (let i = 0; i < guesses.length; i++) {
      const guess = guesses[i] as Shape;
      if (hasKeys(value, guess.keys)) return guess;
    }
    const shape = this.#findShape(Object.keys(value));
    if (guesses.length >= GUESSES_MAX) guesses.pop();
    guesses.unshift(shape);
    return shape;
  }

  #findShape(keys: readonly string[]): Shape {
    if (keys.length > KEYS_MAX) throw new RangeError(`an object of more than ${KEYS_MAX} keys`);
    const name = JSON.stringify(keys);
    let shape = this.#shapes.get(name);
    if (shape === undefined) {
      shape = { keys, places: keys.map(newPlace), number: 0, block: -1 };
      this.#shapes.set(name, shape);
    }
    return shape;
  }

  #forgetShapes(): void {
    this.#shapes.clear();
    this.#root.guesses.length = 0;
  }
}

/** Whether an object has exactly these keys, in this order. `for in` makes no list of them. */
function hasKeys(value: object, keys: readonly string[]): boolean {
  let i = 0;
  for (const key in value) if (key !== keys[i++]) return false;
  return i === keys.length;
}
