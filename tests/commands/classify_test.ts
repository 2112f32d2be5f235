import { assertEquals } from "@std/assert";
import { classifyDocument } from "../../src/commands/classify.ts";

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
