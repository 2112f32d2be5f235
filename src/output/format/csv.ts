import { fieldText } from "./field_text.ts";
import { FIELDS } from "./fields.ts";
import type { Format, FormatSpec } from "./format.ts";
import { selectFields } from "./select_fields.ts";

const NEEDS_QUOTES = /[",]|^\s|\s$/;

/** Labels and the like on each line would be most of it. */
const USUAL = FIELDS.filter(({ detail }) => detail !== true);

function cell(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * CSV as RFC 4180 has it, except that the sink's line end is LF. All fields but details unless some are
 * named.
 *
 * Cells are printable text, so a record is always one line. A cell that begins with `=`, `+`, `-` or
 * `@` is left as it is: a guard sign in front would make the value wrong for every program that reads
 * it, and only a spreadsheet told to evaluate foreign files is at risk.
 * @throws {FormatError} for an unknown field.
 */
export function createCsv(spec: FormatSpec): Format {
  const fields = spec.fields === undefined ? USUAL : selectFields(spec.fields);
  const header = spec.noHeader ? undefined : fields.map(({ name }) => cell(name)).join(",");
  return {
    header: () => header,
    // An empty line would not count as a record.
    write: (labelled, out) =>
      out.text(fields.map(({ get }) => cell(fieldText(get(labelled, spec)))).join(",") || '""'),
  };
}
