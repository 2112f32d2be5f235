import type { FilterSpec } from "../filter/filter_spec.ts";
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
