import { assertEquals, assertThrows } from "@std/assert";
import { checkRegular } from "../../../src/commands/history/check_regular.ts";
import { HistoryError } from "../../../src/store/history/history_error.ts";

Deno.test("checkRegular() refuses pipes and folders, and leaves what is not there to others", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-regular-" });
  try {
    const pipe = `${folder}/pipe`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    for (const path of [pipe, folder]) {
      assertEquals(assertThrows(() => checkRegular(path), HistoryError).trouble, "foreign");
    }
    await Deno.writeTextFile(`${folder}/file`, "");
    checkRegular(`${folder}/file`);
    checkRegular(`${folder}/nothing`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
