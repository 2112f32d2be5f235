import { fieldText } from "./field_text.ts";
import type { FieldValue } from "./field.ts";
import { FIELDS } from "./fields.ts";
import type { Format, FormatSpec } from "./format.ts";
import { selectFields } from "./select_fields.ts";

const NEEDS_QUOTES = /[",]|^\s|\s$/;

/**
 * Where a spreadsheet would read on as a formula: at a sign, also a wide one, that begins a cell. Where lists are
 * separated by semicolons it begins cells behind these, too, whatever quotes stand around.
 */
const BEGINS_FORMULA = /(^|;)([\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** Labels and the like on each line would be most of it. */
const USUAL = FIELDS.filter(({ detail }) => detail !== true);

/** Text of a cell that no spreadsheet evaluates; numbers are what they are. */
function harmless(value: FieldValue): string {
  const text = fieldText(value);
  return typeof value === "string" || typeof value === "object"
    ? text.replace(BEGINS_FORMULA, "$1$2'")
    : text;
}

function cell(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * CSV as RFC 4180 has it, except that the sink's line end is LF. All fields but details unless some are
 * named.
 *
 * Cells are printable text, so a record is always one line. Processes choose their names and arguments, and people
 * open CSV in spreadsheets, where `=`, `+`, `-` or `@` at the beginning of a cell makes a formula of it: there stands
 * a `'` in front of the sign, as OWASP advises. Whoever needs the value to the last character reads JSON.
 * @throws {FormatError} for an unknown field.
 */
export function createCsv(spec: FormatSpec): Format {
  const fields = spec.fields === undefined ? USUAL : selectFields(spec.fields);
  const header = spec.noHeader ? undefined : fields.map(({ name }) => cell(name)).join(",");
  return {
    header: () => header,
    // An empty line would not count as a record.
    write: (labelled, out) =>
      out.text(fields.map(({ get }) => cell(harmless(get(labelled, spec)))).join(",") || '""'),
  };
}
