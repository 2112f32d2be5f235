import type { KernelHints } from "../filter/filter_spec.ts";
import { kernelHints } from "../filter/kernel_hints.ts";
import { asUsageError } from "./as_usage_error.ts";
import { traceFilterSpec } from "./trace_filter_spec.ts";
import type { TraceValues } from "./trace_flags.ts";

/**
 * What the filter flags let the kernel decide.
 *
 * @throws {UsageError} as loadFilter().
 */
export function traceHints(values: TraceValues): KernelHints {
  try {
    return kernelHints(traceFilterSpec(values));
  } catch (error) {
    throw asUsageError(error);
  }
}
