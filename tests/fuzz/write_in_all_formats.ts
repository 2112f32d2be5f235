import { assert, assertEquals } from "@std/assert";
import type { LabelledEvent } from "../../src/model/labelled_event.ts";
import { FIELDS } from "../../src/output/format/fields.ts";
import { createFormat } from "../../src/output/format/formats.ts";
import { isPrintable } from "../../src/text/printable.ts";
import { CONTEXT, lineOf } from "../output/format/samples.ts";
import { weightOf } from "./weight_of.ts";

/** Formats that show all there is; the last one is a template of every field and of all JSON. */
const FORMATS = [
  "table",
  "csv",
  "json",
  `${FIELDS.map(({ name }) => `{{.${name}}}`).join("|")}{{json .}}`,
].map((format) => createFormat({ ...CONTEXT, format }));

/** A unit of text makes at most 12 of JSON or of an escape, and some fields are shown by several others. */
const GROWTH = 200;

/** What an event makes without any text: names of fields, numbers, times. */
const FIXED = 20_000;

/** Fails unless each format makes one printable line of an event, no longer than what is in it asks for. */
export function writeInAllFormats(labelled: LabelledEvent): void {
  const most = FIXED + GROWTH * weightOf(labelled);
  for (const format of FORMATS) {
    const line = lineOf(format, labelled);
    assert(line.length <= most, `${line.length} characters from ${weightOf(labelled)}`);
    assertEquals(isPrintable(line), true);
  }
}
