import type { FieldContext, FieldValue } from "../../output/format/field.ts";
import { FIELDS } from "../../output/format/fields.ts";
import { didYouMean } from "../did_you_mean.ts";
import { PROCESS_COLUMNS, type SortValue } from "./columns.ts";
import type { Listed } from "./listed.ts";

type Sort = (all: readonly Listed[]) => readonly Listed[];

interface Key {
  readonly isDown: boolean;
  readonly valueOf: (listed: Listed, context: FieldContext) => SortValue;
}

/**
 * Orders processes by these keys, the first one first: names of columns or of fields, with `-` in front from the
 * highest down. What has no value comes last.
 *
 * @throws {UsageError} for a key that is neither.
 */
export function sorter(keys: readonly string[]): (context: FieldContext) => Sort {
  const order = keys.map((key): Key => {
    const isDown = key.startsWith("-");
    return { isDown, valueOf: valueBy(isDown ? key.slice(1) : key) };
  });
  // Values are made once, not at each of the many comparisons.
  return (context) => (all) =>
    all.map((listed) => ({
      listed,
      values: order.map(({ valueOf }) => valueOf(listed, context)),
    })).sort((a, b) => {
      for (let i = 0; i < order.length; i++) {
        const result = compare(a.values[i], b.values[i], order[i]?.isDown === true);
        if (result !== 0) return result;
      }
      return 0;
    }).map(({ listed }) => listed);
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

function compare(a: SortValue, b: SortValue, isDown: boolean): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const result = typeof a === "number" && typeof b === "number"
    ? a - b
    : compareTexts(String(a), String(b));
  return isDown ? -result : result;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
