import type { Format, FormatSpec } from "./format.ts";
import { createFieldPicker } from "./json_fields.ts";
import { jsonValue } from "./json_string.ts";
import { createJsonWriter } from "./json_writer.ts";
import { selectFields } from "./select_fields.ts";

/**
 * One JSON object per line: all that is known, or only the fields named.
 * @throws {FormatError} for an unknown field.
 */
export function createJson(spec: FormatSpec): Format {
  const header = () => undefined;
  if (spec.fields === undefined) return { header, write: createJsonWriter(spec) };
  const pick = createFieldPicker(selectFields(spec.fields), spec);
  return { header, write: (labelled, out) => out.text(jsonValue(pick(labelled))) };
}
