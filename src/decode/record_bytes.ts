/**
 * Records as the poll wrote them: three views of one buffer. Records and their strings start at
 * multiples of 8; numbers are little endian, as every host that ctrack runs on.
 */
export interface RecordBytes {
  readonly u8: Uint8Array<ArrayBuffer>;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
}

/** Views of a buffer whose length is a multiple of 8. */
export function recordBytes(buffer: ArrayBuffer): RecordBytes {
  return {
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    u32: new Uint32Array(buffer),
  };
}

const TWO_32 = 2 ** 32;

/** The 64-bit number at a byte offset as a double: exact below 2^53. */
export function readU64(bytes: RecordBytes, offset: number): number {
  const at = offset >>> 2;
  return (bytes.u32[at + 1] as number) * TWO_32 + (bytes.u32[at] as number);
}

/** The 32-bit number at a byte offset. */
export function readU32(bytes: RecordBytes, offset: number): number {
  return bytes.u32[offset >>> 2] as number;
}
