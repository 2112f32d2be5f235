import { compileFilter } from "../../filter/compile_filter.ts";
import type { CompileCel, Filter, FilterContext } from "../../filter/filter_spec.ts";
import type { FieldContext } from "../../output/format/field.ts";
import { FIELDS } from "../../output/format/fields.ts";
import { createJsonText } from "../../output/format/json_writer.ts";
import { asUsageError } from "../as_usage_error.ts";
import { celFields } from "../cel_fields.ts";
import { traceFilterSpec } from "../trace_filter_spec.ts";
import type { TraceValues } from "../trace_flags.ts";

/**
 * Compiles the filter flags for user space. Throws UsageError, naming the flag and what was probably meant, when
 * one of them makes no sense.
 */
export function compileTraceFilter(values: TraceValues, context: FilterContext): Filter {
  try {
    return compileFilter(traceFilterSpec(values), context);
  } catch (error) {
    throw asUsageError(error);
  }
}

/** Makes filters of the flags for events of a host. The expression language is loaded only for those who use it. */
export async function traceFilters(
  values: TraceValues,
): Promise<(context: FieldContext) => Filter> {
  const compileCel: CompileCel = values.filter === undefined
    ? () => {
      throw new Error("an expression nobody gave");
    }
    : (await import("../../filter/cel.ts")).compileCel;
  return (context) => {
    const toJson = createJsonText(context);
    return compileTraceFilter(values, {
      toJson: (event) => JSON.parse(toJson(event)),
      fields: celFields(FIELDS),
      compileCel,
    });
  };
}
