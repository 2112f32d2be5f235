import * as layout from "../wire/layout.gen.ts";
import { checkFileLimit } from "./limits.ts";
import { lazyLibrary } from "./lazy_library.ts";
import { placeInMemory } from "./memory_library.ts";
import { type Shim, SHIM_SYMBOLS } from "./symbols.ts";
import { ShimError } from "./shim_error.ts";

/** The shim, with libbpf in it. */
const NAME = "libctrack_shim.so";
const PATH = new URL(`../../dist/lib/${NAME}`, import.meta.url);

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

function readShim(): Uint8Array<ArrayBuffer> {
  try {
    return Deno.readFileSync(PATH);
  } catch (cause) {
    throw new ShimError(`cannot read the library ${NAME}: ${(cause as Error).message}`, 0);
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
 * Loads the shim from memory and compares its ABI with ours. Opens nothing in the kernel.
 *
 * @throws {ShimError}
 */
export function openShim(): Shim {
  checkFileLimit();
  const shim = lazyLibrary(placeInMemory(NAME, readShim()), SHIM_SYMBOLS);
  const numbers = new Uint32Array(EXPECTED_ABI.length);
  const count = shim.ctrack_abi(numbers, numbers.length);
  checkAbi(count === numbers.length ? [...numbers] : [count]);
  return shim;
}
