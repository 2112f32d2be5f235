import { assertEquals, assertRejects } from "@std/assert";
import { holdFile } from "../../../src/commands/history/hold_file.ts";
import { HistoryError } from "../../../src/store/history/history_error.ts";
import "../../keep_libc.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-hold-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function troubleOf(path: string): Promise<string> {
  return (await assertRejects(() => holdFile(path), HistoryError)).trouble;
}

Deno.test("holdFile() makes a file for its owner alone, and leaves none that holds nothing", () =>
  inFolder(async (folder) => {
    const path = `${folder}/history.db`;
    const held = await holdFile(path);
    assertEquals((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    held[Symbol.dispose]();
    assertEquals([...Deno.readDirSync(folder)], []);
    Deno.writeTextFileSync(path, "something", { mode: 0o640 });
    (await holdFile(path))[Symbol.dispose]();
    assertEquals(Deno.readTextFileSync(path), "something");
  }));

Deno.test("holdFile() refuses a place where others can put a file of theirs", () =>
  inFolder(async (folder) => {
    const path = `${folder}/history.db`;
    Deno.symlinkSync("/etc/hostname", path);
    assertEquals(await troubleOf(path), "unsafe");
    Deno.removeSync(path);
    Deno.symlinkSync("/etc/hostname", `${path}-wal`);
    assertEquals(await troubleOf(path), "unsafe");
    Deno.removeSync(`${path}-wal`);
    Deno.removeSync(path);
    Deno.mkdirSync(path);
    assertEquals(await troubleOf(path), "foreign");
    Deno.removeSync(path);
    Deno.chmodSync(folder, 0o777);
    assertEquals(await troubleOf(path), "unsafe");
    // SQLite would follow a link that somebody puts beside the file.
    Deno.chmodSync(folder, 0o1777);
    assertEquals(await troubleOf(path), "unsafe");
    Deno.chmodSync(folder, 0o700);
    (await holdFile(path))[Symbol.dispose]();
    Deno.writeTextFileSync(path, "");
    Deno.chmodSync(path, 0o666);
    assertEquals(await troubleOf(path), "unsafe");
    assertEquals(await troubleOf(`${folder}/no/such/folder`), "missing");
  }));
