import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { placeInMemory } from "../../src/shim/memory_library.ts";

const NAME = "libz.so.1";

function library(): Uint8Array<ArrayBuffer> {
  try {
    return Deno.readFileSync(new URL(`../../dist/lib/${NAME}`, import.meta.url));
  } catch (cause) {
    throw new Error("cannot read the libraries in dist/lib; try: make build", { cause });
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
  const libz = Deno.dlopen(path, { zlibVersion: { parameters: [], result: "pointer" } });
  try {
    const version = libz.symbols.zlibVersion() as Deno.PointerObject;
    assertMatch(new Deno.UnsafePointerView(version).getCString(), /^1\./);
    // A test beside this one may have loaded it from memory before.
    assertEquals(origins(), before.union(new Set([`/memfd:${NAME}`])));
  } finally {
    libz.close();
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
