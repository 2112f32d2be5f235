import "../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { openPlainFile } from "../../src/shim/plain_file.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-plain-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openPlainFile() says what the runtime says of a file, and reads it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/file`;
    const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i % 251);
    await Deno.writeFile(path, bytes);
    const info = await Deno.stat(path);
    using file = openPlainFile(path);
    assertEquals([file?.uid, file?.size, Number(file?.inode)], [info.uid, info.size, info.ino]);
    assertEquals(file?.modified, info.mtime?.getTime());
    assertEquals(file?.read(1 << 20), bytes);
    assertEquals(file?.read(3, 9000), bytes.slice(9000, 9003));
  }));

Deno.test("openPlainFile() reads what it looked at, whatever takes its name", () =>
  inFolder(async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "first");
    using file = openPlainFile(path);
    await Deno.writeTextFile(`${path}.new`, "second");
    await Deno.rename(`${path}.new`, path);
    assertEquals(new TextDecoder().decode(file?.read(100)), "first");
  }));

Deno.test("openPlainFile() holds nothing but a regular file, and follows a link if asked to", () =>
  inFolder(async (folder) => {
    await new Deno.Command("mkfifo", { args: [`${folder}/fifo`] }).output();
    await Deno.writeTextFile(`${folder}/file`, "text");
    for (const name of ["fifo", "file"]) await Deno.symlink(name, `${folder}/to-${name}`);
    const holds = (path: string, followsLink: boolean) => {
      using file = openPlainFile(path, { followsLink });
      return file !== undefined;
    };
    const others = [folder, `${folder}/none`, `${folder}/fifo`, `${folder}/to-fifo`, "/dev/null"];
    for (const path of others) {
      assertEquals([holds(path, false), holds(path, true)], [false, false]);
    }
    const link = `${folder}/to-file`;
    assertEquals([holds(link, false), holds(link, true)], [false, true]);
  }));

Deno.test("openPlainFile() leaves no descriptor behind", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "text");
    // Others run in the same process: what counts is what leads here.
    const count = () =>
      [...Deno.readDirSync("/proc/self/fd")].filter(({ name }) => {
        try {
          return Deno.readLinkSync(`/proc/self/fd/${name}`).startsWith(folder);
        } catch {
          return false;
        }
      }).length;
    for (let i = 0; i < 100; i++) {
      using file = openPlainFile(`${folder}/file`);
      file?.read(10);
      openPlainFile(folder);
    }
    assertEquals(count(), 0);
  }));
