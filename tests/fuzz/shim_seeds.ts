/** Where the fuzzers of the shim begin: the BTF of ctrack's own programs, and small ones that once broke it. */

/** Magic, version and flags, size of the header (include/uapi/linux/btf.h). */
const START = [0x9f, 0xeb, 1, 0, 24, 0, 0, 0];

const STRUCT = 4 << 24;

/** A name that the programs look for. */
const NAME = "\0task_struct\0";

function words(...numbers: readonly number[]): Uint8Array {
  return new Uint8Array(new Uint32Array(numbers).buffer);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function btf(types: Uint8Array, typesAt: number, names: string): Uint8Array {
  const texts = new TextEncoder().encode(names);
  const stringsAt = typesAt + types.length;
  const sizes = words(typesAt, types.length, stringsAt, texts.length);
  return join(new Uint8Array(START), sizes, new Uint8Array(typesAt), types, texts);
}

/** Types that begin at an odd place. */
const ODD = btf(words(1, STRUCT, 8), 1, NAME);

/** A struct whose 2,000 members all have one name of 10,000 characters. */
const ENDLESS = btf(
  join(words(1, STRUCT | 2000, 8), ...Array(2000).fill(words(NAME.length, 0, 0))),
  0,
  `${NAME}${"m".repeat(10_000)}\0`,
);

const FILES: Readonly<Record<string, Uint8Array>> = { odd: ODD, endless: ENDLESS };

/** Writes them to a folder. `object` is the compiled programs' file. */
export async function writeShimSeeds(folder: string, object: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(FILES)) {
    await Deno.writeFile(`${folder}/${name}`, bytes);
  }
  const args = ["--dump-section", `.BTF=${folder}/object`, object, `${folder}/../object.o`];
  const { success, stderr } = await new Deno.Command("llvm-objcopy", { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
