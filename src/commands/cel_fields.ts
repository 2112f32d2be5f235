import type { CelField, CelFieldType } from "../filter/cel_field.ts";
import type { Field, FieldType } from "../output/format/field.ts";

const TYPES: Readonly<Record<FieldType, CelFieldType>> = {
  string: "string",
  timestamp: "string",
  integer: "integer",
  number: "number",
  boolean: "boolean",
  list: "strings",
  map: "map",
};

/** The fields of events as `--filter` expressions know them. */
export function celFields(fields: readonly Field[]): readonly CelField[] {
  return fields.map(({ name, type }) => ({ path: name, type: TYPES[type] }));
}
