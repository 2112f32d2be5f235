import { compileFilter } from "../filter/compile_filter.ts";
import { FilterError, type FilterPart } from "../filter/filter_error.ts";
import type { Filter, FilterContext, FilterSpec, KernelHints } from "../filter/filter_spec.ts";
import { kernelHints } from "../filter/kernel_hints.ts";
import { didYouMean } from "./did_you_mean.ts";
import type { TraceValues } from "./trace_flags.ts";

/** The flag that holds a part of the filter. */
const FLAGS: Readonly<Record<FilterPart, string>> = {
  container: "--container",
  image: "--image",
  runtime: "--runtime",
  comm: "--comm",
  expression: "--filter",
};

/** The filter flags' values as one specification. */
export function traceFilterSpec(values: TraceValues): FilterSpec {
  const { container, image, runtime, comm, events, pid, uid, failed, filter } = values;
  return {
    events,
    ...pattern("container", container),
    ...pattern("image", image),
    ...pattern("runtime", runtime),
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
    if (!(error instanceof FilterError)) throw error;
    const { message, part } = error;
    throw didYouMean(part === undefined ? message : `${FLAGS[part]}: ${message}`, error);
  }
}

function pattern(part: FilterPart, terms: readonly string[]): Partial<Record<FilterPart, string>> {
  return terms.length === 0 ? {} : { [part]: terms.join(",") };
}
