import "../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { listFolder, readStateFile, STATE_FILE_MAX } from "../../src/enrich/state_file.ts";

/** Runs a test in a folder of its own. */
async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "state_file_" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function makeFifo(path: string): Promise<void> {
  const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
  assertEquals(success, true);
}

Deno.test("readStateFile() gives the text of a file, be it empty", () =>
  inFolder(async (folder) => {
    const path = `${folder}/state.json`;
    for (const text of ["", "{}", "\u{1f600}".repeat(50_000)]) {
      await Deno.writeTextFile(path, text);
      assertEquals(await readStateFile(path), text);
    }
  }));

Deno.test("readStateFile() replaces bytes that are no UTF-8", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/x`, Uint8Array.of(0x61, 0xff, 0x62));
    assertEquals(await readStateFile(`${folder}/x`), "a\ufffdb");
  }));

Deno.test("readStateFile() follows a link to a file, as runtimes make them", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/real`, "{}");
    await Deno.symlink("real", `${folder}/link`);
    assertEquals(await readStateFile(`${folder}/link`), "{}");
  }));

Deno.test("readStateFile() does not hang on a FIFO, or on a link to one", () =>
  inFolder(async (folder) => {
    await makeFifo(`${folder}/fifo`);
    await Deno.symlink("fifo", `${folder}/link`);
    assertEquals(await readStateFile(`${folder}/fifo`), undefined);
    assertEquals(await readStateFile(`${folder}/link`), undefined);
  }));

Deno.test("readStateFile() takes nothing but a file for one", () =>
  inFolder(async (folder) => {
    await Deno.symlink("nowhere", `${folder}/dangling`);
    await Deno.symlink("loop", `${folder}/loop`);
    using _socket = Deno.listen({ transport: "unix", path: `${folder}/socket` });
    const paths = ["", "/dangling", "/loop", "/socket", "/missing", "/missing/below", "/a\0b"];
    for (const path of [...paths.map((name) => folder + name), "", "/dev/zero"]) {
      assertEquals(await readStateFile(path), undefined, path);
    }
  }));

Deno.test("readStateFile() leaves a file alone that is too long", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x`;
    await Deno.writeTextFile(path, "12345");
    assertEquals([await readStateFile(path, 5), await readStateFile(path, 4)], [
      "12345",
      undefined,
    ]);
    // A hole takes no room on the disk, and would take all of the memory.
    await Deno.truncate(path, 2 ** 40);
    assertEquals(await readStateFile(path), undefined);
    await Deno.truncate(path, STATE_FILE_MAX + 1);
    assertEquals(await readStateFile(path), undefined);
  }));

Deno.test("readStateFile() gives all of a file or nothing while somebody writes it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x`;
    await Deno.writeTextFile(path, "a".repeat(1000));
    using writer = await Deno.open(path, { append: true });
    const more = new TextEncoder().encode("b".repeat(1000));
    for (let i = 0; i < 200; i++) {
      const [text] = await Promise.all([readStateFile(path), writer.write(more)]);
      // A text that is cut inside of a write was not whole at any moment.
      if (text !== undefined) assertEquals(text.length % 1000, 0);
    }
  }));

Deno.test("readStateFile() leaves a file alone that says more than its size, as those of /proc", async () => {
  assertEquals(await readStateFile("/proc/sys/kernel/ostype"), undefined);
});

Deno.test("listFolder() names what is in a folder, up to a limit", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b", "c"]) await Deno.writeTextFile(`${folder}/${name}`, "");
    await makeFifo(`${folder}/d`);
    assertEquals([...await listFolder(folder, 10)].sort(), ["a", "b", "c", "d"]);
    assertEquals((await listFolder(folder, 2)).length, 2);
  }));

Deno.test("listFolder() finds nothing where there is no folder", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    await makeFifo(`${folder}/fifo`);
    for (const name of ["file", "fifo", "missing", "a\0b"]) {
      assertEquals(await listFolder(`${folder}/${name}`, 10), [], name);
    }
  }));
