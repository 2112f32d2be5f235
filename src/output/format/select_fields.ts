import type { Field } from "./field.ts";
import { FIELDS } from "./fields.ts";
import { FormatError } from "./format_error.ts";

const BY_NAME = new Map(FIELDS.map((field) => [field.name, field]));

/** `process.executable` of `process.executable.path`, and all other inner names. */
const GROUPS = new Set(FIELDS.flatMap(({ name }) => {
  const parts = name.split(".");
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("."));
}));

/** The error for a name that is no field. */
function unknownField(name: string): FormatError {
  return new FormatError(`unknown field "${name}"`, {
    hint: '"ctrack fields" lists all',
    unknown: { given: name, known: [...BY_NAME.keys(), ...GROUPS] },
  });
}

/**
 * One field by its exact name.
 * @throws {FormatError} when there is none, or the name is that of a group.
 */
export function findField(name: string): Field {
  const field = BY_NAME.get(name);
  if (field !== undefined) return field;
  if (!GROUPS.has(name)) throw unknownField(name);
  const first = FIELDS.find((each) => each.name.startsWith(`${name}.`))?.name ?? name;
  throw new FormatError(
    `"${name}" is a group of fields, not one field`,
    { hint: `name one of them, such as ${first}, or print the group with {{json .${name}}}` },
  );
}

/**
 * Fields by name, in the order asked for, each once; the name of a group stands for all its fields.
 * @throws {FormatError} for a name that is neither, and for an empty list.
 */
export function selectFields(names: readonly string[]): readonly Field[] {
  if (names.length === 0) {
    throw new FormatError("no field was named", { hint: 'name some; "ctrack fields" lists all' });
  }
  return [
    ...new Set(names.flatMap((name) => {
      const field = BY_NAME.get(name);
      if (field !== undefined) return [field];
      if (!GROUPS.has(name)) throw unknownField(name);
      return FIELDS.filter((each) => each.name.startsWith(`${name}.`));
    })),
  ];
}
