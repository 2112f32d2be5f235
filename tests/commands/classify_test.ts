import "../keep_libc.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { CliError } from "../../src/cli/cli_error.ts";
import { classifyDocument, runClassify } from "../../src/commands/classify.ts";
import { memoryIo } from "../cli/memory_io.ts";

const [A, B] = ["0a".repeat(32), "1b".repeat(32)];

Deno.test("classifyDocument() prints absent ids as null", () => {
  assertEquals(
    classifyDocument(""),
    '{"kind":"unknown","containerId":null,"podUid":null,"nesting":[]}',
  );
});

Deno.test("classifyDocument() prints the containers around", () => {
  assertEquals(
    classifyDocument(`0::/docker/${A}/kubepods/pod${"4e".repeat(16)}/${B}\n`),
    `{"kind":"kubernetes","containerId":"${B}","podUid":"${"4e".repeat(16)}",` +
      `"nesting":[{"kind":"docker","containerId":"${A}"}]}`,
  );
});

Deno.test("classifyDocument() adds a unit for a service", () => {
  assertEquals(
    classifyDocument("0::/system.slice/cron.service\n"),
    '{"kind":"systemd","containerId":null,"podUid":null,"nesting":[],"unit":"cron.service"}',
  );
});

Deno.test("classifyDocument() stays one line whatever is in a name", () => {
  const line = classifyDocument("0::/lxc.payload.a\u2028\u001b[31m\\x0ab\r\n");
  assertEquals(line.split("\n").length, 1);
  assertEquals(JSON.parse(line).kind, "lxc");
});

const LINE = "0::/docker/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";

Deno.test("runClassify() reads a file of /proc, any file, and standard input", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, LINE);
    const file = memoryIo();
    assertEquals(await runClassify(file, path), 0);
    assertEquals(JSON.parse(file.stdout.text).kind, "docker");
    const input = memoryIo({ input: LINE });
    await runClassify(input, "-");
    assertEquals(input.stdout.text, file.stdout.text);
    const own = memoryIo();
    await runClassify(own, "/proc/self/cgroup");
    assertEquals(typeof JSON.parse(own.stdout.text).kind, "string");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("runClassify() says why a file cannot be read", async () => {
  const none = await assertRejects(() => runClassify(memoryIo(), "/no/such/file"), CliError);
  assertEquals(none.message, "cannot read /no/such/file");
  const large = await assertRejects(() => runClassify(memoryIo(), "/dev/zero"), CliError);
  assertEquals((large.cause as Error).message, "it has more than 1 MiB");
});
