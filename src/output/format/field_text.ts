import type { FieldValue } from "./field.ts";
import { printable } from "./printable.ts";
import { shellQuote } from "./shell_quote.ts";

/** A field's value for people: printable, lists as a shell would take them, absent as nothing. */
export function fieldText(value: FieldValue): string {
  switch (typeof value) {
    case "undefined":
      return "";
    case "string":
      return printable(value);
    case "object":
      return shellQuote(value);
    default:
      return String(value);
  }
}
