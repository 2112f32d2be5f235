import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { jsonString, jsonValue, writeJsonString } from "../../../src/output/format/json_string.ts";
import { LineBuffer } from "../../../src/output/format/line_buffer.ts";
import { hostileText } from "./samples.ts";

Deno.test("jsonString() escapes what JSON and a terminal must not see raw", () => {
  assertEquals(jsonString("plain \u4f60\u{1f600}"), '"plain \u4f60\u{1f600}"');
  assertEquals(jsonString('"\\\n\x1b'), '"\\"\\\\\\n\\u001b"');
  assertEquals(jsonString("\udcff"), '"\\udcff"');
  assertEquals(jsonString("\x9b\u202e\u{e0041}"), '"\\u009b\\u202e\\udb40\\udc41"');
});

Deno.test("jsonString() and jsonValue() keep the value", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      assertEquals(JSON.parse(jsonString(text)), text);
      const out = new LineBuffer();
      writeJsonString(text, out);
      assertEquals(out.toString(), jsonString(text));
      assertEquals(JSON.parse(jsonValue({ inner: [text] })), { inner: [text] });
    }),
    { numRuns: 500 },
  );
});
