import { assertEquals, assertThrows } from "@std/assert";
import { ShimError } from "../../src/shim/shim_error.ts";
import { unwrap } from "../../src/shim/unwrap.ts";

const EPERM = 1;
const EACCES = 13;
const EINVAL = 22;

function message(text: string): Uint8Array {
  const bytes = new Uint8Array(64);
  new TextEncoder().encodeInto(text, bytes);
  return bytes;
}

Deno.test("unwrap() returns what is no error", () => {
  for (const returned of [0, 1, 2 ** 31 - 1]) {
    assertEquals(unwrap(returned, "read", message("not read")), returned);
  }
});

Deno.test("unwrap() throws the shim's text with the errno", () => {
  const text = message("load the BPF programs: Operation not permitted");
  const error = assertThrows(() => unwrap(-EPERM, "load", text), ShimError);
  assertEquals(error.message, "cannot load the BPF programs: Operation not permitted");
  assertEquals([error.name, error.errno], ["ShimError", EPERM]);
});

Deno.test("unwrap() says itself what failed where the shim left no text", () => {
  for (const text of [undefined, new Uint8Array(64), new Uint8Array()]) {
    const error = assertThrows(() => unwrap(-EINVAL, "read the ring buffer", text), ShimError);
    assertEquals(error.message, `cannot read the ring buffer: errno ${EINVAL}`);
  }
});

Deno.test("ShimError knows whether more privilege would help", () => {
  const errnos = [EPERM, EACCES, EINVAL, 0];
  assertEquals(errnos.map((errno) => new ShimError("x", errno).isPrivilege), [
    true,
    false,
    false,
    false,
  ]);
});
