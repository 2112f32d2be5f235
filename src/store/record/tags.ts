/**
 * How values lie in a block: one byte that tells what follows. Numbers are little-endian, lengths and references
 * are varints (7 bits a byte, least significant first). Texts, shapes and shared objects are numbered from 0 in
 * the order in which they end in the block.
 */
export const TAG = {
  /** 0x00 to 0x7f: that whole number. */
  smallEnd: 0x80,
  undefined: 0x80,
  null: 0x81,
  false: 0x82,
  true: 0x83,
  /** A whole number in two bytes. */
  u16: 0x84,
  /** A whole number in four bytes. */
  u32: 0x85,
  /** Any other number, in eight bytes. */
  f64: 0x86,
  /** A bigint in eight bytes, signed. */
  bigint: 0x87,
  /** A text that is new in this block: its length in bytes, then UTF-8. */
  utf8: 0x88,
  /** The same for one with lone surrogates: its length in units, then UTF-16. */
  utf16: 0x89,
  /** A text that was there before: its number. */
  text: 0x8a,
  /** A list: its length, then its items. */
  list: 0x8b,
  /** An object of a new shape: the count of its keys, the keys as texts, then the values. */
  newShape: 0x8c,
  /** An object of a shape that was there before: the shape's number, then the values. */
  shape: 0x8d,
  /** An object that others will refer to: the object itself. */
  share: 0x8e,
  /** An object that was there before: its number. */
  shared: 0x8f,
  /** 0xa0 to 0xbf, 0xc0 to 0xdf, 0xe0 to 0xff: text, shape, shared object number 0 to 31. */
  firstText: 0xa0,
  firstShape: 0xc0,
  firstShared: 0xe0,
} as const;

/** Numbers of texts, shapes and shared objects that the tag itself holds. */
export const INLINE_MAX = 32;

/** How deep values lie within each other: events need 6. */
export const DEPTH_MAX = 16;

/** Keys of an object; labels, the largest map there is, have 64. */
export const KEYS_MAX = 1024;

/** Bytes of a block before compression: 256 KiB and one event, of which none has more than a few MiB. */
export const RAW_MAX = 4 << 20;

/**
 * Characters that one value may come to when what it refers to is written out: as many as a block has bytes. A text
 * of a megabyte that each of a million arguments refers to takes two megabytes here, and a terabyte as a line.
 */
export const SPELLED_MAX = RAW_MAX;
