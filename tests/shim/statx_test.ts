import "../keep_libc.ts";
import { assertEquals } from "@std/assert";
import { holdFolder } from "../../src/shim/held_folder.ts";

Deno.test("readStatx() tells what stat(2) does", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-statx-" });
  try {
    await Deno.writeTextFile(`${folder}/file`, "12345");
    await Deno.mkdir(`${folder}/folder`, { mode: 0o751 });
    await Deno.symlink("file", `${folder}/link`);
    using held = holdFolder(folder);
    for (const name of ["file", "folder", "link"] as const) {
      const found = held.find(name);
      const { dev, ino, uid, mode, size, mtime } = await Deno.lstat(`${folder}/${name}`);
      assertEquals(found, {
        type: name,
        mode: mode ?? 0,
        uid: uid ?? -1,
        inode: BigInt(ino ?? -1),
        device: dev,
        size,
        modified: mtime?.getTime() ?? 0,
      });
    }
    assertEquals(held.find("nothing"), undefined);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
