import { assertEquals, assertThrows } from "@std/assert";
import { checkAbi, openShim } from "../../src/shim/open_shim.ts";
import { ShimError } from "../../src/shim/shim_error.ts";
import type { Shim } from "../../src/shim/symbols.ts";

/** The built shim stays open: what is loaded from memory stays for the life of the process. */
function open(): Shim {
  try {
    return openShim();
  } catch (cause) {
    throw new Error("cannot open the shim in dist/lib; try: make build", { cause });
  }
}

const shim = open();

function builtAbi(): number[] {
  const numbers = new Uint32Array(32);
  const count = shim.ctrack_abi(numbers, numbers.length);
  return [...numbers.subarray(0, count)];
}

Deno.test("checkAbi() takes the built shim", () => {
  checkAbi(builtAbi());
});

Deno.test("checkAbi() refuses another version, another size, and more or fewer numbers", () => {
  const abi = builtAbi();
  const wrong = [
    ...abi.map((_, changed) => abi.map((number, at) => at === changed ? number + 1 : number)),
    abi.slice(1),
    abi.slice(0, -1),
    [...abi, 0],
    [],
  ];
  for (const numbers of wrong) assertThrows(() => checkAbi(numbers), ShimError, "rebuild both");
});

Deno.test("ctrack_abi() writes no more numbers than there is room for", () => {
  const numbers = new Uint32Array(4).fill(7);
  assertEquals(shim.ctrack_abi(numbers, 2), builtAbi().length);
  assertEquals([...numbers], [...builtAbi().slice(0, 2), 7, 7]);
});
