import "../keep_libc.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UsageError } from "../../src/cli/cli_error.ts";
import { renderError } from "../../src/cli/render_error.ts";
import { readConfig } from "../../src/commands/read_config.ts";

/** Runs with a folder of its own, and removes it. */
async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-config-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function refusal(path: string): Promise<string> {
  return renderError(await assertRejects(() => readConfig(path), UsageError));
}

Deno.test("readConfig() reads a file to its last byte, at its largest too", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/c.yaml`;
    const text = "format: json\n";
    await Deno.writeTextFile(path, `${text}#${"x".repeat((1 << 20) - text.length - 1)}`);
    const { entries } = await readConfig(path);
    assertEquals(entries.map(({ key, line }) => [key, line]), [["format", 1]]);
    await Deno.writeTextFile(path, "#", { append: true });
    assertMatch(await refusal(path), /because: it has more than 1048576 bytes\n/);
    await Deno.writeTextFile(path, `#${"\u00e4".repeat(1 << 19)}`);
    assertMatch(await refusal(path), /because: it has more than 1048576 bytes\n/);
  });
});

Deno.test("readConfig() reads what comes through a pipe", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/pipe`;
    await new Deno.Command("mkfifo", { args: [path] }).output();
    const writer = new Deno.Command("sh", { args: ["-c", `echo 'format: json' >${path}`] }).spawn();
    assertEquals((await readConfig(path)).entries.map(({ key }) => key), ["format"]);
    await writer.status;
  });
});

Deno.test("readConfig() says what is wrong with a file that it cannot take", async () => {
  await inFolder(async (folder) => {
    assertMatch(
      await refusal(`${folder}/none`),
      /^ctrack: cannot read .*\n {2}because: no such fi/,
    );
    assertMatch(await refusal(folder), /because: it is a folder\n/);
    await Deno.writeFile(`${folder}/bytes`, new Uint8Array([0x61, 0xff]));
    assertMatch(await refusal(`${folder}/bytes`), /because: .*not valid/);
    assertMatch(await refusal(`${folder}/bytes/x`), /because: a part of the path is no folder\n/);
    const hostile = `${folder}/\x1b[31m\n`;
    await Deno.writeTextFile(hostile, "- \x1b[32m\n");
    const said = await refusal(hostile);
    assert(!said.includes("\x1b"), said);
    assertEquals(said.split("\n").length, 3);
  });
});
