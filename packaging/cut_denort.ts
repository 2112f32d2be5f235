/**
 * Cuts denort out of a program that `deno compile` made.
 *
 *     deno run --allow-read --allow-write cut_denort.ts PROGRAM OUTPUT SIZE SHA256
 *
 * Such a program is denort, an ELF file whose last part is its section table, with the application's
 * own bytes behind it. The end of the table is therefore the end of denort. Offsets are those of the
 * 64-bit header in elf(5).
 */

const SECTION_TABLE_OFFSET = 40;
const SECTION_ENTRY_SIZE = 58;
const SECTION_COUNT = 60;

function endOfElf(file: Uint8Array<ArrayBuffer>): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0) !== 0x7f454c46) throw new Error("not an ELF file");
  const table = Number(view.getBigUint64(SECTION_TABLE_OFFSET, true));
  return table +
    view.getUint16(SECTION_ENTRY_SIZE, true) * view.getUint16(SECTION_COUNT, true);
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const [input, output, size, sha256] = Deno.args;
if (input === undefined || output === undefined) {
  throw new Error("usage: cut_denort.ts PROGRAM OUTPUT SIZE SHA256");
}
const file = await Deno.readFile(input);
const denort = file.subarray(0, endOfElf(file));
if (denort.length !== Number(size)) {
  throw new Error(`${input} holds ${denort.length} bytes of denort, expected ${size}`);
}
const actual = hex(await crypto.subtle.digest("SHA-256", denort));
if (actual !== sha256) throw new Error(`${input} has SHA-256 ${actual}, expected ${sha256}`);
await Deno.writeFile(output, denort);
