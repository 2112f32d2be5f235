/** Types of fields, as in JSON; an `integer` is CEL's int, a `number` its double. */
export type CelFieldType = "string" | "integer" | "number" | "boolean" | "strings" | "map";

/** A field that expressions can name. */
export interface CelField {
  /** Dotted path such as `process.exit.code`. */
  readonly path: string;
  readonly type: CelFieldType;
}

/** A node of the fields' tree: an inner object, or a field's type. */
export type FieldTree = ReadonlyMap<string, FieldTree | CelFieldType>;

/** CEL's names of the types. */
export const CEL_TYPES: Readonly<Record<CelFieldType, string>> = {
  string: "string",
  integer: "int",
  number: "double",
  boolean: "bool",
  strings: "list<string>",
  map: "map<string, string>",
};

/** Arranges paths as a tree. Throws RangeError when one path is both field and object. */
export function fieldTree(fields: readonly CelField[]): FieldTree {
  const root = new Map<string, FieldTree | CelFieldType>();
  for (const { path, type } of fields) {
    const names = path.split(".");
    const last = names.pop() ?? "";
    let node = root;
    for (const name of names) {
      const next = node.get(name) ?? new Map<string, FieldTree | CelFieldType>();
      if (!(next instanceof Map)) throw new RangeError(`field ${path} lies inside a field`);
      node.set(name, next);
      node = next;
    }
    if (node.has(last)) throw new RangeError(`field ${path} exists already`);
    node.set(last, type);
  }
  return root;
}

/** What cel-js takes as a schema: nested plain objects of type names. */
export interface Schema {
  [name: string]: string | Schema;
}

/** The tree as a schema for cel-js. */
export function schemaOf(tree: FieldTree): Schema {
  const schema: Schema = {};
  for (const [name, node] of tree) {
    schema[name] = typeof node === "string" ? CEL_TYPES[node] : schemaOf(node);
  }
  return schema;
}

/**
 * Copies what the tree names from an event's JSON form into what CEL computes with: integers become
 * bigint, an absent object becomes an empty one (so that `has(container.name)` has an answer on the
 * host), an absent field stays absent.
 */
export function project(tree: FieldTree, json: unknown): Record<string, unknown> {
  const source = isObject(json) ? json : {};
  const result: Record<string, unknown> = {};
  for (const [name, node] of tree) {
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (typeof node !== "string") result[name] = project(node, value);
    else if (value !== undefined && value !== null) result[name] = convert(node, value);
  }
  return result;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function convert(type: CelFieldType, value: unknown): unknown {
  if (type === "integer" && Number.isSafeInteger(value)) return BigInt(Number(value));
  if (type === "number" && typeof value === "bigint") return Number(value);
  return value;
}
