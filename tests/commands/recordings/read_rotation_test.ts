import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../src/cli/cli_error.ts";
import { readRotation } from "../../../src/commands/recordings/read_rotation.ts";

const read = (...rotate: string[]) => readRotation({ rotate, keep: 10, write: "run" });

Deno.test("readRotation() reads sizes and times: M is a MiB, m a minute", () => {
  assertEquals(read(), undefined);
  assertEquals(read("100M"), { keep: 10, bytes: 100 << 20 });
  assertEquals(read("100m"), { keep: 10, ms: 6_000_000 });
  assertEquals(read("1h30m", "1GiB"), { keep: 10, ms: 5_400_000, bytes: 1 << 30 });
});

Deno.test("readRotation() refuses what is neither, and too little", () => {
  for (const text of ["5", "1.5M", "x", "M", "1K", "63K", "999ms", "-1h", ""]) {
    assertThrows(() => read(text), UsageError, "--rotate");
  }
});
