import { compileFilter } from "../filter/compile_filter.ts";
import type { Filter, FilterContext, FilterSpec, KernelHints } from "../filter/filter_spec.ts";
import { kernelHints } from "../filter/kernel_hints.ts";
import { asUsageError } from "./as_usage_error.ts";
import { containerSpec, pattern } from "./container_flags.ts";
import type { TraceValues } from "./trace_flags.ts";

/** The filter flags' values as one specification. */
export function traceFilterSpec(values: TraceValues): FilterSpec {
  const { comm, events, pid, uid, failed, filter } = values;
  return {
    events,
    ...containerSpec(values),
    ...pattern("comm", comm),
    pids: pid,
    uids: uid,
    failed,
    ...filter === undefined ? {} : { expression: filter },
    scope: values["host-only"] ? "host" : values.host ? "all" : "containers",
  };
}

/**
 * Compiles the filter flags, for user space and for the kernel. Throws UsageError, naming the flag
 * and what was probably meant, when one of them makes no sense.
 */
export function compileTraceFilter(
  values: TraceValues,
  context: FilterContext,
): { readonly filter: Filter; readonly hints: KernelHints } {
  const spec = traceFilterSpec(values);
  try {
    return { filter: compileFilter(spec, context), hints: kernelHints(spec) };
  } catch (error) {
    throw asUsageError(error);
  }
}
