const NEWLINE = 10;

/** Lines in the first `size` bytes of a file. */
export async function countLines(path: string, size: number): Promise<number> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(1 << 20);
  let lines = 0;
  let left = size;
  while (left > 0) {
    const count = await file.read(bytes);
    if (count === null) throw new Error(`${path} is shorter than ${size} bytes`);
    const piece = bytes.subarray(0, Math.min(count, left));
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) lines++;
    left -= piece.length;
  }
  return lines;
}
