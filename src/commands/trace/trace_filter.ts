import { compileFilter } from "../../filter/compile_filter.ts";
import type { Filter, FilterContext } from "../../filter/filter_spec.ts";
import { asUsageError } from "../as_usage_error.ts";
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
