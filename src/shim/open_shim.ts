import * as layout from "../wire/layout.gen.ts";
import { checkFileLimit } from "./file_limit.ts";
import { placeInMemory } from "./memory_library.ts";
import { type Shim, SHIM_SYMBOLS } from "./symbols.ts";
import { ShimError } from "./shim_error.ts";

/** Each library behind those it needs: a later one finds an earlier one by its SONAME. */
const LIBRARIES = ["libz.so.1", "libelf.so.1", "libbpf.so.1"] as const;
const SHIM_LIBRARY = "libctrack_shim.so";
const LIBRARY_FOLDER = new URL("../../dist/lib/", import.meta.url);

/** What `ctrack_abi` must answer, in its order. */
const EXPECTED_ABI = [
  layout.LIMIT.ABI_VERSION,
  ...[
    layout.HEADER,
    layout.TASK,
    layout.FORK,
    layout.EXEC,
    layout.EXIT,
    layout.CGROUP,
    layout.ATTACH,
    layout.CONFIG,
    layout.STATS,
  ].map((struct) => struct.size_),
];

function readLibrary(name: string): Uint8Array<ArrayBuffer> {
  try {
    return Deno.readFileSync(new URL(name, LIBRARY_FOLDER));
  } catch (cause) {
    throw new ShimError(`cannot read the library ${name}: ${(cause as Error).message}`, 0);
  }
}

/** @throws {ShimError} when the shim was built from another `bpf/event.h` than this program. */
export function checkAbi(actual: readonly number[]): void {
  if (actual.join() === EXPECTED_ABI.join()) return;
  throw new ShimError(
    `the shim speaks ABI ${actual.join(" ")}, expected ${EXPECTED_ABI.join(" ")}: rebuild both`,
    0,
  );
}

/**
 * Loads libbpf and the shim from memory and compares their ABI with ours. Opens nothing in the kernel.
 *
 * @throws {ShimError}
 */
export function openShim(): Shim {
  checkFileLimit();
  for (const name of LIBRARIES) Deno.dlopen(placeInMemory(name, readLibrary(name)), {});
  const shim = Deno.dlopen(placeInMemory(SHIM_LIBRARY, readLibrary(SHIM_LIBRARY)), SHIM_SYMBOLS);
  const numbers = new Uint32Array(EXPECTED_ABI.length);
  const count = shim.symbols.ctrack_abi(numbers, numbers.length);
  checkAbi(count === numbers.length ? [...numbers] : [count]);
  return shim;
}
