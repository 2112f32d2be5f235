import "../keep_libc.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { readHostFile, readHostLink } from "../../src/shim/host_file.ts";
import { ShimError } from "../../src/shim/shim_error.ts";

const ENOENT = 2;

Deno.test("readHostFile() reads what the runtime refuses, up to the limit", () => {
  const release = readHostFile("/proc/sys/kernel/osrelease", 4096);
  assertEquals(new TextDecoder().decode(release).trim(), Deno.osRelease());
  assertEquals(readHostFile("/proc/sys/kernel/osrelease", 3), release.slice(0, 3));
});

Deno.test("readHostFile() reads on where the kernel hands out a file in parts", async () => {
  const path = await Deno.makeTempFile();
  try {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
    await Deno.writeFile(path, bytes);
    assertEquals(readHostFile(path, 1 << 20), bytes);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("readHostFile() and readHostLink() throw with the kernel's errno", () => {
  for (
    const read of [() => readHostFile("/proc/no-such", 1), () => readHostLink("/proc/no-such")]
  ) {
    assertEquals(assertThrows(read, ShimError).errno, ENOENT);
  }
});

Deno.test("readHostLink() reads a namespace", () => {
  assertEquals(readHostLink("/proc/self/ns/pid"), Deno.readLinkSync("/proc/self/ns/pid"));
});
