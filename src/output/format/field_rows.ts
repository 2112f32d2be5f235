import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { Field, FieldType, FieldValue } from "./field.ts";

/** A field of one part of an event, in one line. */
export type Row<T> = readonly [
  name: string,
  type: FieldType,
  heading: string,
  width: number,
  get: (value: T) => FieldValue,
  meaning: string,
];

/** Fields that read one part of an event, under a common prefix. `changes` are the same for all of them. */
export function fieldsOf<T>(
  part: (labelled: LabelledEvent) => T | undefined,
  prefix: string,
  rows: readonly Row<T>[],
  changes: Partial<Field> = {},
): readonly Field[] {
  return rows.map(([name, type, heading, width, get, meaning]) => ({
    name: `${prefix}.${name}`,
    type,
    meaning,
    heading,
    width,
    get(labelled) {
      const value = part(labelled);
      return value === undefined ? undefined : get(value);
    },
    ...changes,
  }));
}
