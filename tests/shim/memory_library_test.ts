import "../keep_libc.ts";
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { placeInMemory } from "../../src/shim/memory_library.ts";
import { SHIM_SYMBOLS } from "../../src/shim/symbols.ts";

const NAME = "libctrack_shim.so";

function library(): Uint8Array<ArrayBuffer> {
  try {
    return Deno.readFileSync(new URL(`../../dist/lib/${NAME}`, import.meta.url));
  } catch (cause) {
    throw new Error("cannot read the library in dist/lib; try: make build", { cause });
  }
}

/** Where this process has the library from. */
function origins(): Set<string> {
  const names = Deno.readTextFileSync("/proc/self/maps").split("\n")
    .map((line) => line.split(/\s+/, 6)[5] ?? "");
  return new Set(names.filter((name) => name.includes(NAME)));
}

Deno.test("placeInMemory() gives a path from which a library loads, and no file", () => {
  const before = origins();
  const path = placeInMemory(NAME, library());
  assertMatch(path, /^\/proc\/self\/fd\/\d+$/);
  assertEquals(Deno.readLinkSync(path), `/memfd:${NAME} (deleted)`);
  const shim = Deno.dlopen(path, { ctrack_abi: SHIM_SYMBOLS.ctrack_abi });
  try {
    assert(shim.symbols.ctrack_abi(new Uint32Array(), 0) > 1);
    // A test beside this one may have loaded it from memory before.
    assertEquals(origins(), before.union(new Set([`/memfd:${NAME}`])));
  } finally {
    shim.close();
  }
});

Deno.test("placeInMemory() keeps every byte", () => {
  const bytes = library();
  assertEquals(Deno.readFileSync(placeInMemory(NAME, bytes)), bytes);
});

Deno.test("placeInMemory() leaves what is no library to the loader", () => {
  const path = placeInMemory("broken.so", new TextEncoder().encode("no library"));
  assertThrows(() => Deno.dlopen(path, {}));
});
