import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createCsv } from "../../../src/output/format/csv.ts";
import { fieldText } from "../../../src/output/format/field_text.ts";
import { FIELDS } from "../../../src/output/format/fields.ts";
import { isPrintable } from "../../../src/output/format/printable.ts";
import { anyLabelled, CONTEXT, exec, inContainer, lineOf } from "./samples.ts";

const SPEC = { format: "csv", ...CONTEXT };

/** Cells of one record, by RFC 4180. */
function cells(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)]
    .map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "");
}

/** Details have to be named. */
const USUAL = FIELDS.filter(({ detail }) => detail !== true);

Deno.test("createCsv() writes the fields named, quoted where needed", () => {
  const csv = createCsv({ ...SPEC, fields: ["process.pid", "process.command_args", "event"] });
  assertEquals(csv.header(), "process.pid,process.command_args,event");
  assertEquals(lineOf(csv, inContainer(exec())), "3846,sh -c true,exec");
  const args = ["a,b", '"', "\n\x1b"];
  assertEquals(lineOf(csv, inContainer(exec({ args }))), `3846,"a,b '""' $'\\n\\x1b'",exec`);
});

Deno.test("createCsv() leaves a cell that looks like a formula as it is", () => {
  const csv = createCsv({ ...SPEC, fields: ["process.command"] });
  assertEquals(lineOf(csv, inContainer(exec({}, { command: "=1+1" }))), "=1+1");
});

Deno.test("createCsv() makes a record even of nothing", () => {
  const csv = createCsv({ ...SPEC, fields: ["process.exit.code"] });
  assertEquals(lineOf(csv, inContainer(exec())), '""');
});

Deno.test("createCsv() writes all fields, one printable line that reads back, for any event", () => {
  const csv = createCsv({ ...SPEC, noHeader: true });
  assertEquals(csv.header(), undefined);
  fc.assert(fc.property(anyLabelled, (labelled) => {
    const line = lineOf(csv, labelled);
    assertEquals(isPrintable(line), true);
    assertEquals(cells(line), USUAL.map(({ get }) => fieldText(get(labelled, CONTEXT))));
  }));
});
