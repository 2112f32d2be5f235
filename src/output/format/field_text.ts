import type { FieldValue, TextMap } from "./field.ts";
import { printable } from "../../text/printable.ts";
import { shellQuote } from "./shell_quote.ts";

/** Whether a value is a list; a map is none. */
function isList(value: readonly string[] | TextMap): value is readonly string[] {
  return Array.isArray(value);
}

/**
 * A field's value for people: printable, lists as a shell would take them, maps as `a=b,c=d`, absent as
 * nothing.
 */
export function fieldText(value: FieldValue): string {
  switch (typeof value) {
    case "undefined":
      return "";
    case "string":
      return printable(value);
    case "object":
      return isList(value)
        ? shellQuote(value)
        : printable(Object.entries(value).map(([key, text]) => `${key}=${text}`).join(","));
    default:
      return String(value);
  }
}
