import { compileFilter } from "../filter/compile_filter.ts";
import type { CompileCel, Filter, FilterSpec } from "../filter/filter_spec.ts";
import type { FieldContext } from "../output/format/field.ts";
import { FIELDS } from "../output/format/fields.ts";
import { createJsonText } from "../output/format/json_writer.ts";
import { asUsageError } from "./as_usage_error.ts";
import { celFields } from "./cel_fields.ts";

/**
 * Compiles the values of filter flags. The expression language is loaded only for those who use it.
 *
 * @throws {UsageError} naming the flag and what was probably meant, when one of them makes no sense.
 */
export async function loadFilter(spec: FilterSpec, context: FieldContext): Promise<Filter> {
  return (await loadFilters(spec))(context);
}

/** The same for events of several hosts: makes filters, which throw as {@link loadFilter} does. */
export async function loadFilters(
  spec: FilterSpec,
): Promise<(context: FieldContext) => Filter> {
  const compileCel: CompileCel = spec.expression === undefined
    ? () => {
      throw new Error("an expression nobody gave");
    }
    : (await import("../filter/cel.ts")).compileCel;
  return (context) => {
    const toJson = createJsonText(context);
    try {
      return compileFilter(spec, {
        toJson: (event) => JSON.parse(toJson(event)),
        fields: celFields(FIELDS),
        compileCel,
      });
    } catch (error) {
      throw asUsageError(error);
    }
  };
}
