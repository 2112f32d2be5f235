const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Longest run of ASCII made into a string in one call; longer ones risk the argument limit. */
const ASCII_RUN_MAX = 4096;

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) > 0x7f) return false;
  return true;
}

/** Length of the valid UTF-8 sequence at `at`, or 0 (Unicode 15, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  const size = first < 0x80
    ? 1
    : first < 0xc2
    ? 0
    : first < 0xe0
    ? 2
    : first < 0xf0
    ? 3
    : first < 0xf5
    ? 4
    : 0;
  if (size === 0 || at + size > bytes.length) return 0;
  for (let i = 1; i < size; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  const overlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const outside = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f);
  return overlong || outside ? 0 : size;
}

/** Valid sequences as they are, each other byte 0xNN as the lone surrogate U+DCNN. */
function decodeBroken(bytes: Uint8Array): string {
  let text = "";
  let valid = 0;
  let at = 0;
  while (at < bytes.length) {
    const size = sequenceLength(bytes, at);
    if (size > 0) {
      at += size;
      continue;
    }
    text += strict.decode(bytes.subarray(valid, at)) +
      String.fromCharCode(0xdc00 | (bytes[at] as number));
    valid = ++at;
  }
  return text + strict.decode(bytes.subarray(valid));
}

/**
 * Text as processes and file systems have it: UTF-8 by habit, any bytes in truth. A byte that is not
 * UTF-8 becomes the lone surrogate U+DC80 to U+DCFF that stands for it, so nothing is lost (the same
 * mapping as Python's `surrogateescape`).
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length <= ASCII_RUN_MAX && isAscii(bytes)) {
    return String.fromCharCode.apply(null, bytes as unknown as number[]);
  }
  try {
    return strict.decode(bytes);
  } catch {
    return decodeBroken(bytes);
  }
}
