import { assertEquals, assertThrows } from "@std/assert";
import { FormatError } from "../../../src/output/format/format_error.ts";
import { createFormat, FORMATS } from "../../../src/output/format/formats.ts";
import { CONTEXT, exec, inContainer, lineOf } from "./samples.ts";

function line(format: string, fields?: readonly string[]): string {
  return lineOf(createFormat({ format, fields, ...CONTEXT }), inContainer(exec()));
}

Deno.test("createFormat() finds the format by name, and a template by its braces", () => {
  assertEquals(line("table", ["event"]), "exec");
  assertEquals(line("csv", ["event"]), "exec");
  assertEquals(line("json", ["event"]), '{"event":"exec"}');
  assertEquals(line("{{.event}}"), "exec");
});

Deno.test("createFormat() prints selected JSON fields nested, in the order of the full line", () => {
  assertEquals(
    line("json", ["container.name", "process.exit", "process.user", "process.pid"]),
    '{"process":{"pid":3846,"user":{"id":0}},"container":{"name":"web"}}',
  );
});

Deno.test("createFormat() helps with an unknown format or field", () => {
  const format = assertThrows(() => line("jsonl"), FormatError, 'unknown format "jsonl"');
  assertEquals(format.hint.includes("json"), true);
  for (const name of ["table", "json", "csv"]) {
    const field = assertThrows(() => line(name, ["process.comand"]), FormatError);
    assertEquals(field.unknown?.given, "process.comand");
    assertEquals(field.unknown?.known.includes("process.command"), true);
    assertThrows(() => line(name, []), FormatError, "no field was named");
  }
});

Deno.test("FORMATS each accept another text", () => {
  for (const text of ["table", "json", "csv", "{{.event}}"]) {
    assertEquals(FORMATS.filter(({ accepts }) => accepts(text)).length, 1);
  }
});
