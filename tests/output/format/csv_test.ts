import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createCsv } from "../../../src/output/format/csv.ts";
import { fieldText } from "../../../src/output/format/field_text.ts";
import { FIELDS } from "../../../src/output/format/fields.ts";
import { isPrintable } from "../../../src/text/printable.ts";
import { anyLabelled, CONTAINER, CONTEXT, exec, inContainer, lineOf } from "./samples.ts";

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

Deno.test("createCsv() has a sign in front of what a spreadsheet would evaluate", () => {
  const csv = createCsv({ ...SPEC, fields: ["process.command"] });
  const written = (command: string) => lineOf(csv, inContainer(exec({}, { command })));
  const formulas: readonly (readonly [text: string, cell: string])[] = [
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-bash", "'-bash"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\uff1d1", "'\uff1d1"],
    [" =1", `" '=1"`],
    ['"=1"', `"""'=1"""`],
    ["a;=1; @b", "a;'=1; '@b"],
    ['=cmd|"/C calc"!A0', `"'=cmd|""/C calc""!A0"`],
    // What the text hides from a terminal does not hide the sign.
    ["\t=1", "\\t=1"],
  ];
  for (const [text, cell] of formulas) assertEquals(written(text), cell);
  for (const text of ["a=1", "a-b", "x@y", "1+1", "a,b"]) {
    assertEquals(written(text).replaceAll('"', ""), text);
  }
});

Deno.test("createCsv() leaves numbers as they are, and guards lists and maps", () => {
  const csv = createCsv({
    ...SPEC,
    fields: ["process.pid", "process.command_args", "container.labels"],
  });
  const labels = { "=a": "1" };
  const labelled = inContainer(exec({ args: ["-sh", "-c"] }), {
    container: { ...CONTAINER, labels },
  });
  assertEquals(lineOf(csv, labelled), "3846,'-sh -c,'=a=1");
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
    const texts = USUAL.map(({ get }) => fieldText(get(labelled, CONTEXT)));
    for (const [i, cell] of cells(line).entries()) {
      assertEquals(/(?:^|;)[\s"']*[=+\-@]/.test(cell.replaceAll(/'(?=[=+\-@])/g, "_")), false);
      assertEquals(cell.replaceAll("'", ""), texts[i]?.replaceAll("'", ""));
    }
    assertEquals(cells(line).length, USUAL.length);
  }));
});
