import { DEPTH_MAX, KEYS_MAX, SPELLED_MAX, TAG } from "./tags.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Up to this length a text is made by hand; the decoder is a call out of the engine. */
const BY_HAND_MAX = 48;

/** Longest run of units made into a string in one call; longer ones risk the argument limit. */
const RUN_MAX = 4096;

interface Shape {
  readonly keys: readonly string[];
  /** One of the keys is the one that would set the object's prototype. */
  readonly isOdd: boolean;
  /** Characters of all keys. */
  readonly spelled: number;
}

interface Share {
  readonly value: object;
  /** Characters of all texts and keys in it. */
  readonly spelled: number;
}

/**
 * Reads what a ValueWriter wrote in one block. Bytes of any kind make no object larger than they are: each item
 * of a list and each value of an object takes a byte at least. Written out it has no more characters than
 * {@link SPELLED_MAX}, however often it refers to the same text.
 */
export class ValueReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #texts: string[] = [];
  readonly #shapes: Shape[] = [];
  readonly #shares: Share[] = [];
  #at = 0;
  /** Characters of the value under way. */
  #spelled = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Whether all is read. */
  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /**
   * The next value.
   *
   * @throws {RangeError} for bytes that no writer wrote; nothing more can be read then.
   */
  next(): unknown {
    this.#spelled = 0;
    return this.#read(0);
  }

  #read(depth: number): unknown {
    const tag = this.#byte();
    if (tag < TAG.smallEnd) return tag;
    if (tag >= TAG.firstShared) return this.#sharedObject(tag - TAG.firstShared);
    if (tag >= TAG.firstShape) return this.#object(tag, depth);
    if (tag >= TAG.firstText) return this.#text(tag - TAG.firstText);
    switch (tag) {
      case TAG.undefined:
        return undefined;
      case TAG.null:
        return null;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.u16:
        return this.#view.getUint16(this.#skip(2), true);
      case TAG.u32:
        return this.#view.getUint32(this.#skip(4), true);
      case TAG.f64:
        return this.#view.getFloat64(this.#skip(8), true);
      case TAG.bigint:
        return this.#view.getBigInt64(this.#skip(8), true);
      case TAG.utf8:
      case TAG.utf16:
        return this.#newText(tag);
      case TAG.text:
        return this.#text(this.#varint());
      case TAG.list:
        return this.#list(depth);
      case TAG.newShape:
      case TAG.shape:
        return this.#object(tag, depth);
      case TAG.share: {
        const before = this.#spelled;
        const value = this.#object(this.#byte(), depth);
        this.#shares.push({ value, spelled: this.#spelled - before });
        return value;
      }
      case TAG.shared:
        return this.#sharedObject(this.#varint());
      default:
        throw new RangeError(`byte ${tag} begins no value`);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError("a value goes beyond the end");
    return byte;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 32; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError("a length of more than five bytes");
  }

  /** Where the next `size` bytes are; they count as read. */
  #skip(size: number): number {
    const at = this.#at;
    if (size > this.#bytes.length - at) throw new RangeError("a value goes beyond the end");
    this.#at = at + size;
    return at;
  }

  #text(number: number): string {
    const text = this.#texts[number];
    if (text === undefined) throw new RangeError(`there is no text ${number}`);
    this.#spell(text.length);
    return text;
  }

  #spell(characters: number): void {
    this.#spelled += characters;
    if (this.#spelled > SPELLED_MAX) {
      throw new RangeError(`a value of more than ${SPELLED_MAX} characters`);
    }
  }

  #newText(tag: number): string {
    const length = this.#varint();
    const text = tag === TAG.utf8 ? this.#utf8(length) : this.#utf16(length);
    this.#texts.push(text);
    this.#spell(text.length);
    return text;
  }

  #utf8(length: number): string {
    const at = this.#skip(length);
    const part = this.#bytes.subarray(at, at + length);
    if (length <= BY_HAND_MAX && isAscii(part)) {
      return String.fromCharCode.apply(null, part as unknown as number[]);
    }
    try {
      return utf8.decode(part);
    } catch {
      throw new RangeError("a text is not UTF-8");
    }
  }

  #utf16(length: number): string {
    const at = this.#skip(2 * length);
    let text = "";
    for (let done = 0; done < length; done += RUN_MAX) {
      const units = new Uint16Array(Math.min(RUN_MAX, length - done));
      for (let i = 0; i < units.length; i++) {
        units[i] = this.#view.getUint16(at + 2 * (done + i), true);
      }
      text += String.fromCharCode.apply(null, units as unknown as number[]);
    }
    return text;
  }

  #list(depth: number): readonly unknown[] {
    const length = this.#varint();
    this.#checkRoom(length, depth);
    const list: unknown[] = [];
    for (let i = 0; i < length; i++) list.push(this.#read(depth + 1));
    return list;
  }

  #sharedObject(number: number): object {
    const share = this.#shares[number];
    if (share === undefined) throw new RangeError(`there is no shared object ${number}`);
    this.#spell(share.spelled);
    return share.value;
  }

  #shape(tag: number): Shape {
    if (tag === TAG.newShape) return this.#newShape();
    const number = tag === TAG.shape ? this.#varint() : tag - TAG.firstShape;
    const shape = this.#shapes[number];
    if (shape === undefined) throw new RangeError(`there is no shape ${number}`);
    return shape;
  }

  #newShape(): Shape {
    const count = this.#varint();
    if (count > KEYS_MAX) throw new RangeError(`an object of ${count} keys`);
    const keys: string[] = [];
    const before = this.#spelled;
    for (let i = 0; i < count; i++) {
      const key = this.#read(DEPTH_MAX);
      if (typeof key !== "string") throw new RangeError("a key is no text");
      keys.push(key);
    }
    const spelled = this.#spelled - before;
    const shape = { keys, isOdd: keys.includes("__proto__"), spelled };
    this.#shapes.push(shape);
    return shape;
  }

  /** The object that begins with this tag. */
  #object(tag: number, depth: number): object {
    const { keys, isOdd, spelled } = this.#shape(tag);
    if (tag !== TAG.newShape) this.#spell(spelled);
    this.#checkRoom(keys.length, depth);
    const object: Record<string, unknown> = {};
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const value = this.#read(depth + 1);
      if (isOdd) set(object, key, value);
      else object[key] = value;
    }
    return object;
  }

  #checkRoom(count: number, depth: number): void {
    if (depth >= DEPTH_MAX) throw new RangeError(`a value deeper than ${DEPTH_MAX}`);
    if (count > this.#bytes.length - this.#at) throw new RangeError("a value goes beyond the end");
  }
}

/** As JSON does it: a key that is called `__proto__` is a key. */
function set(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) > 0x7f) return false;
  return true;
}
