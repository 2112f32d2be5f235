import { assertEquals, assertThrows } from "@std/assert";
import { lazyLibrary } from "../../src/shim/lazy_library.ts";

const GETPID = { parameters: [], result: "i32" } as const;

Deno.test({
  name: "lazyLibrary() opens a function when it is asked for, and once",
  // What it opens stays open.
  sanitizeResources: false,
  fn() {
    const libc = lazyLibrary("libc.so.6", { getpid: GETPID });
    assertEquals(libc.getpid(), Deno.pid);
    assertEquals(libc.getpid, libc.getpid);
  },
});

Deno.test("lazyLibrary() finds out at the first use that there is no library, or no function", () => {
  const nowhere = lazyLibrary("/no/such/library.so", { getpid: GETPID });
  assertThrows(() => nowhere.getpid, Error, "/no/such/library.so");
  const libc = lazyLibrary("libc.so.6", { no_such_function: GETPID });
  assertThrows(() => libc.no_such_function, Error, "no_such_function");
});
