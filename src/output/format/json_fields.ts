import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { Field, FieldContext, FieldValue } from "./field.ts";
import { FIELDS } from "./fields.ts";

/** Nested values, as in the JSON line. */
export interface FieldTree {
  [name: string]: FieldTree | Exclude<FieldValue, undefined>;
}

function put(
  tree: FieldTree,
  path: readonly string[],
  value: Exclude<FieldValue, undefined>,
): void {
  const [name = "", ...inner] = path;
  if (inner.length === 0) {
    tree[name] = value;
    return;
  }
  const known = tree[name];
  const branch: FieldTree = typeof known === "object" && !Array.isArray(known)
    ? known as FieldTree
    : {};
  tree[name] = branch;
  put(branch, inner, value);
}

/**
 * A function that picks some fields of an event, nested and in the order of the full line, whatever
 * order they were asked in. Absent fields and empty groups are left out.
 */
export function createFieldPicker(
  fields: readonly Field[],
  context: FieldContext,
): (labelled: LabelledEvent) => FieldTree {
  const wanted = new Set(fields);
  const paths = FIELDS.filter((field) => wanted.has(field))
    .map((field) => ({ field, path: field.name.split(".") }));
  return (labelled) => {
    const tree: FieldTree = {};
    for (const { field, path } of paths) {
      const value = field.get(labelled, context);
      if (value !== undefined) put(tree, path, value);
    }
    return tree;
  };
}
