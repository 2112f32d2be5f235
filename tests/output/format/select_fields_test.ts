import { assertEquals, assertThrows } from "@std/assert";
import { FormatError } from "../../../src/output/format/format_error.ts";
import { findField, selectFields } from "../../../src/output/format/select_fields.ts";

function names(wanted: readonly string[]): readonly string[] {
  return selectFields(wanted).map(({ name }) => name);
}

Deno.test("selectFields() keeps the order asked for and names nothing twice", () => {
  assertEquals(names(["event", "time", "event"]), ["event", "time"]);
});

Deno.test("selectFields() takes the name of a group for all its fields", () => {
  assertEquals(names(["lost", "process.tty"]), [
    "lost.ring",
    "lost.reason",
    "lost.count",
    "process.tty.major",
    "process.tty.minor",
  ]);
});

Deno.test("findField() wants one field", () => {
  assertEquals(findField("process.pid").type, "integer");
  assertThrows(() => findField("process.tty"), FormatError, "group of fields");
  assertThrows(() => findField("pid"), FormatError, 'unknown field "pid"');
});
