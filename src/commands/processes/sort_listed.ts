import type { FieldContext, FieldValue } from "../../output/format/field.ts";
import { FIELDS } from "../../output/format/fields.ts";
import { didYouMean } from "../did_you_mean.ts";
import { PROCESS_COLUMNS, type SortValue } from "./columns.ts";
import type { Listed } from "./listed.ts";

type Order = (a: Listed, b: Listed) => number;

/**
 * Orders processes by these keys, the first one first: names of columns or of fields, with `-` in front from the
 * highest down. What has no value comes last.
 *
 * @throws {UsageError} for a key that is neither.
 */
export function sorter(keys: readonly string[]): (context: FieldContext) => Order {
  const makers = keys.map(orderBy);
  return (context) => {
    const orders = makers.map((make) => make(context));
    return (a, b) => orders.map((order) => order(a, b)).find((result) => result !== 0) ?? 0;
  };
}

function orderBy(key: string): (context: FieldContext) => Order {
  const isDown = key.startsWith("-");
  const valueOf = valueBy(isDown ? key.slice(1) : key);
  return (context) => (a, b) => {
    const [left, right] = [valueOf(a, context), valueOf(b, context)];
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined);
    }
    return isDown ? compare(right, left) : compare(left, right);
  };
}

function valueBy(name: string): (listed: Listed, context: FieldContext) => SortValue {
  const column = PROCESS_COLUMNS.find(({ key }) => key === name);
  if (column !== undefined) return column.order;
  const field = FIELDS.find((each) => each.name === name);
  if (field !== undefined) return ({ labelled }, context) => sortable(field.get(labelled, context));
  const known = [...PROCESS_COLUMNS.map(({ key }) => key), ...FIELDS.map((each) => each.name)];
  throw didYouMean(`--sort: there is no column or field "${name}"`, {
    hint: `give one of ${PROCESS_COLUMNS.map(({ key }) => key).join(", ")}, or a field`,
    unknown: { given: name, known },
  });
}

function sortable(value: FieldValue): SortValue {
  return typeof value === "number" || typeof value === "string" || value === undefined
    ? value
    : JSON.stringify(value);
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
