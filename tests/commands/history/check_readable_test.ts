import { assertEquals, assertThrows } from "@std/assert";
import { checkReadable } from "../../../src/commands/history/check_readable.ts";
import { HistoryError } from "../../../src/store/history/history_error.ts";

/** What is wrong with a path, and in which words; "fine" where nothing is. */
function wordsOf(path: string): string {
  try {
    checkReadable(path);
    return "fine";
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    return `${error.trouble}: ${error.message}`;
  }
}

Deno.test("checkReadable() tells what is no file, what is not there, and what is in between", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-readable-" });
  try {
    const pipe = `${folder}/pipe`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const file = `${folder}/file`;
    await Deno.writeTextFile(file, "");
    assertEquals(
      [pipe, folder, file, `${folder}/nothing`, `${folder}/no/file`, `${file}/file`].map(wordsOf),
      [
        `foreign: ${pipe} is no regular file`,
        `foreign: ${folder} is a folder`,
        "fine",
        "missing: there is no such file",
        `missing: there is no folder ${folder}/no`,
        `unreachable: ${file} is no folder`,
      ],
    );
    await Deno.mkdir(`${file}-wal`);
    assertThrows(() => checkReadable(file), HistoryError, "-wal is a folder");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
